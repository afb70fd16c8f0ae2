#pragma once

#include <span>
#include <string>
#include <string_view>

#include "spec/complaint.hpp"

// The form of a single value of the file. A field names its type; the reader checks the type, the reference prints it.

namespace planekeeper::spec {

struct ValueType {
    enum class Form {
        text,     ///< one line
        block,    ///< several lines
        boolean,  ///< true, false
        number,   ///< decimal digits
        flag,     ///< one line, a boolean, or null
    };

    std::string_view name;          ///< "mounted file"; backticks around literal text
    std::string_view several = {};  ///< of a list: "DNS names and addresses"; empty: `name` serves
    Form form = Form::text;
    /// Gives the value in its final form. nullptr: the code that reads the field has its own check.
    Checked<std::string> (*check)(const std::string&) = nullptr;
    std::string_view pattern = {};      ///< ECMA 262, accepts every text that the check accepts; empty: any text
    bool number_too = false;            ///< a text that YAML may take for a number
    std::string_view explanation = {};  ///< for the list of types; empty: the name is enough
};

/// The types with an explanation, in the order of the reference.
[[nodiscard]] std::span<const ValueType* const> explained_types();

namespace types {

extern const ValueType text;
extern const ValueType choice;
extern const ValueType boolean;
extern const ValueType number;
extern const ValueType block;
extern const ValueType duration;
extern const ValueType timeout;
extern const ValueType path;
extern const ValueType written_path;
extern const ValueType mounted_file;
extern const ValueType mounted_directory;
extern const ValueType directory;
extern const ValueType log_directory;
extern const ValueType address;
extern const ValueType node_address;
extern const ValueType cpu;
extern const ValueType memory;
extern const ValueType program;
extern const ValueType node_name;
extern const ValueType release;
extern const ValueType certificate_name;
extern const ValueType etcd_url;
extern const ValueType https_url;
extern const ValueType download_url;
extern const ValueType unix_url;
extern const ValueType plugin_name;
extern const ValueType plugin_socket;
extern const ValueType word;
extern const ValueType resource;
extern const ValueType issuer;
extern const ValueType name;
extern const ValueType flag_value;
extern const ValueType extra_flag;
extern const ValueType repository;
extern const ValueType image;
extern const ValueType sha512;
extern const ValueType service_range;
extern const ValueType port_range;
extern const ValueType manifest_name;
extern const ValueType label_key;
extern const ValueType label_value;
extern const ValueType managed_file;
extern const ValueType mode;
extern const ValueType account;
extern const ValueType list;
extern const ValueType map;

}  // namespace types

}  // namespace planekeeper::spec
