#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <tuple>

namespace planekeeper {

/// Remembers the results of a pure function for its latest arguments: each pass plans anew, from inputs that rarely change.
/// Arguments are compared as a whole, so a remembered result is as good as a new one. One thread.
template <class Result, class... Arguments>
class Memo {
public:
    using Function = Result (*)(const Arguments&...);

    /// Remembers `most` results, the latest used ones.
    Memo(Function function, std::size_t most) : function_(function), most_(most) {}

    const Result& operator()(const Arguments&... arguments) {
        const auto known =
            std::ranges::find_if(results_, [&](const Known& it) { return it.arguments == std::tie(arguments...); });
        if (known != results_.end()) {
            results_.splice(results_.begin(), results_, known);
        } else {
            results_.push_front({{arguments...}, function_(arguments...)});
            if (results_.size() > most_) results_.pop_back();
        }
        return results_.front().result;
    }

private:
    struct Known {
        std::tuple<Arguments...> arguments;
        Result result;
    };

    Function function_;
    std::size_t most_;
    std::list<Known> results_;
};

}  // namespace planekeeper
