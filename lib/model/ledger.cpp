#include "model/ledger.hpp"

namespace planekeeper::model {

std::string to_string(const Failure& failure) {
    return failure.message.empty() ? failure.reason : failure.reason + ": " + failure.message;
}

}  // namespace planekeeper::model
