#include <array>

#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/value_types.hpp"

namespace planekeeper::spec {

namespace types {

namespace {

using enum ValueType::Form;

constexpr std::string_view any_path = "^(?!.*/\\.\\.?(/|$))(/|(/[A-Za-z0-9._@+=,~-]+)+)$";
constexpr std::string_view unix_path = "^unix:///[A-Za-z0-9/._@+=,~-]*$";
constexpr std::string_view quantity = "^[0-9.]+([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$";

}  // namespace

const ValueType text{.name = "text",
                     .number_too = true,
                     .explanation =
                         "Plain or quoted, on one line. A number is taken as it is written. `yes`, `no`, `on`, "
                         "`off`, `true` and `false` have to be quoted."};
const ValueType choice{.name = "one of several words"};
const ValueType block{
    .name = "text block", .form = ValueType::Form::block, .explanation = "Text of any length, as a YAML block (`|`)."};
const ValueType boolean{.name = "boolean",
                        .several = "boolean",
                        .form = ValueType::Form::boolean,
                        .explanation = "`true` or `false`, without quotes; not `yes`, `on` or `True`."};
const ValueType number{.name = "number",
                       .form = ValueType::Form::number,
                       .explanation = "Decimal digits, without quotes and without a 0 in front; no sign, no fraction."};
const ValueType duration{.name = "duration",
                         .pattern = "^[1-9][0-9]*[dh]$",
                         .explanation = "Whole days, `365d`, or in hours, `8760h`. 1 to 36500 days."};
const ValueType timeout{.name = "timeout",
                        .check = timeout_text,
                        .pattern = "^[0-9]{1,5}(ms|s|m)$",
                        .explanation = "`3s`, `500ms` or `1m`."};
const ValueType path{.name = "path",
                     .check = absolute_path,
                     .pattern = any_path,
                     .explanation =
                         "Absolute. Letters, digits and `/._@+=,~-` only; no `..`, no `//`, no `/` at the end. "
                         "1024 characters at most."};
const ValueType written_path{.name = "path", .check = written_file, .pattern = any_path};
const ValueType mounted_file{.name = "mounted file",
                             .check = file_in_own_directory,
                             .pattern = any_path,
                             .explanation =
                                 "A path whose directory is a directory as below, because that directory is "
                                 "mounted into the pod as a whole."};
const ValueType mounted_directory{.name = "mounted directory",
                                  .check = own_directory,
                                  .pattern = any_path,
                                  .explanation = "A directory as below, mounted into the pod as a whole."};
const ValueType directory{.name = "directory",
                          .check = own_directory,
                          .pattern = any_path,
                          .explanation =
                              "A path that is no directory of the system such as `/`, `/etc`, `/usr/bin`, "
                              "`/opt` or `/var/lib`."};
const ValueType log_directory{.name = "directory", .pattern = any_path};
const ValueType address{.name = "address",
                        .check = ip_address,
                        .pattern = "^[0-9A-Fa-f:.]+$",
                        .explanation = "IPv4 or IPv6, no name. IPv6 is kept in its canonical form."};
const ValueType node_address{.name = "address", .check = spec::node_address, .pattern = "^[0-9A-Fa-f:.]+$"};
const ValueType cpu{.name = "quantity",
                    .check = cpu_quantity,
                    .pattern = quantity,
                    .number_too = true,
                    .explanation = "As in Kubernetes: `500m`, `1`, `384Mi`."};
const ValueType memory{
    .name = "quantity, at least 1 MiB", .check = memory_quantity, .pattern = quantity, .number_too = true};
const ValueType program{.name = "program",
                        .check = spec::program,
                        .pattern = "^[A-Za-z0-9/][A-Za-z0-9/._@+=,~-]*$",
                        .number_too = true,
                        .explanation = "A name that is looked for in PATH, or a path."};
const ValueType node_name{.name = "DNS name in lower case",
                          .check = spec::node_name,
                          .pattern = "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
                          .number_too = true};
const ValueType release{.name = "`vMAJOR.MINOR.PATCH`", .pattern = "^v1\\.({minors})\\.(0|[1-9][0-9]*)$"};
const ValueType certificate_name{.name = "DNS name or address",
                                 .several = "DNS names and addresses",
                                 .check = subject_alternative_name,
                                 .pattern = "^[*a-z0-9A-F:][A-Za-z0-9.:-]*$"};
const ValueType etcd_url{.name = "`http(s)://HOST:PORT`", .check = etcd_server, .pattern = "^https?://[^/?]+:[0-9]+$"};
const ValueType https_url{.name = "https URL", .check = spec::https_url, .pattern = "^https://[^@#]+$"};
const ValueType download_url{.name = "http or https URL", .check = http_or_https_url, .pattern = "^https?://[^@#]+$"};
const ValueType unix_url{.name = "`unix:///PATH`", .check = unix_endpoint, .pattern = unix_path};
const ValueType plugin_name{.name = "text without a colon", .pattern = "^[^:, ]+$", .number_too = true};
const ValueType plugin_socket{.name = "`unix:///PATH`", .pattern = unix_path};
const ValueType word{.name = "word", .several = "words", .check = list_word, .pattern = "^[^, ]+$", .number_too = true};
const ValueType resource{.name = "resource", .several = "resources", .check = list_word, .pattern = "^[^A-Z, ]+$"};
const ValueType issuer{.name = "word or URL", .check = token_issuer, .pattern = "^[^, ]+$", .number_too = true};
const ValueType name{.name = "name", .several = "names", .check = camel_case_name, .pattern = "^[A-Za-z][A-Za-z0-9]*$"};
const ValueType flag_value{.name = "text, number, boolean or `null`", .form = ValueType::Form::flag};
const ValueType extra_flag{.name = "`--name` or `--name=value`", .pattern = "^--[a-z0-9-]+(=.*)?$"};
const ValueType repository{.name = "image without tag", .check = image_repository, .pattern = "^[^ @]+$"};
const ValueType image{.name = "image", .check = image_reference, .pattern = "^[^ ]+$", .number_too = true};
const ValueType sha512{.name = "128 hexadecimal characters", .check = spec::sha512, .pattern = "^[0-9A-Fa-f]{128}$"};
const ValueType service_range{.name = "CIDR without host bits",
                              .check = spec::service_range,
                              .pattern = "^[0-9A-Fa-f:.]+/[0-9]+(,[0-9A-Fa-f:.]+/[0-9]+)?$"};
const ValueType port_range{.name = "`FIRST-LAST`", .check = spec::port_range, .pattern = "^[0-9]+-[0-9]+$"};
const ValueType manifest_name{.name = "file name that ends with `.yaml` or `.yml`",
                              .check = manifest_file_name,
                              .pattern = "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.ya?ml$"};
const ValueType label_key{.name = "label key",
                          .check = qualified_name,
                          .pattern = "^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$",
                          .number_too = true};
const ValueType label_value{.name = "label value",
                            .check = spec::label_value,
                            .pattern = "^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$",
                            .number_too = true};
const ValueType managed_file{.name = "file that planekeeper writes", .check = absolute_path, .pattern = any_path};
const ValueType mode{.name = "four octal digits", .pattern = "^0[46][04][04]$", .number_too = true};
const ValueType account{.name = "name or number", .pattern = "^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$", .number_too = true};

const ValueType list{
    .name = "list",
    .explanation = "At least one item, none twice. A list whose items have fields of their own may be empty."};
const ValueType map{.name = "map", .explanation = "Keys of your own with a value each."};

}  // namespace types

std::span<const ValueType* const> explained_types() {
    static constexpr std::array explained{&types::text,      &types::block,        &types::boolean,
                                          &types::number,    &types::duration,     &types::timeout,
                                          &types::path,      &types::mounted_file, &types::mounted_directory,
                                          &types::directory, &types::address,      &types::cpu,
                                          &types::program,   &types::list,         &types::map};
    return explained;
}

}  // namespace planekeeper::spec
