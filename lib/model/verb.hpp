#pragma once

#include <string_view>

namespace planekeeper::model {

/// What is done to a resource, as one word.
enum class Verb {
    change,  ///< any other: a newer daemon may use a word that this program does not know
    create,
    update,
    repair,  ///< restores an earlier right state
    remove,
    reissue,
    adopt,    ///< takes over what exists already
    resolve,  ///< finds the SHA-512 of a program
    build,
    rebuild,
    apply,  ///< an object that may exist already
    ask,    ///< asks a program for its version and flags
    rehearse,
    taint,
    label,
    erase,  ///< deletes an object of the API
    keep,   ///< keeps a copy of what others wrote
    restart,
    upgrade,
    refuse,
};

/// What a change adds or takes away.
enum class Outcome { more, other, less, nothing };

struct VerbFacts {
    std::string_view text;   ///< "create", in a plan
    std::string_view event;  ///< "Created": the reason of the event after the change
    Outcome outcome = Outcome::other;
};

/// The one table. A verb without a row does not compile.
[[nodiscard]] constexpr VerbFacts facts_of(Verb verb) noexcept {
    switch (verb) {
        case Verb::change: return {"change", "Changed", Outcome::more};
        case Verb::create: return {"create", "Created", Outcome::more};
        case Verb::update: return {"update", "Updated", Outcome::other};
        case Verb::repair: return {"repair", "Repaired", Outcome::other};
        case Verb::remove: return {"remove", "Removed", Outcome::less};
        case Verb::reissue: return {"reissue", "Reissued", Outcome::more};
        case Verb::adopt: return {"adopt", "Adopted", Outcome::more};
        case Verb::resolve: return {"resolve", "Resolved", Outcome::more};
        case Verb::build: return {"build", "Built", Outcome::more};
        case Verb::rebuild: return {"rebuild", "Rebuilt", Outcome::more};
        case Verb::apply: return {"apply", "Applied", Outcome::more};
        case Verb::ask: return {"ask", "ProgramKnown", Outcome::more};
        case Verb::rehearse: return {"rehearse", "Rehearsed", Outcome::more};
        case Verb::taint: return {"taint", "Tainted", Outcome::more};
        case Verb::label: return {"label", "Labelled", Outcome::more};
        case Verb::erase: return {"delete", "Deleted", Outcome::less};
        case Verb::keep: return {"keep", "Kept", Outcome::more};
        case Verb::restart: return {"restart", "Restarted", Outcome::more};
        case Verb::upgrade: return {"upgrade", "Changed", Outcome::more};
        case Verb::refuse: return {"refuse", "Changed", Outcome::nothing};
    }
    return {};
}

[[nodiscard]] constexpr std::string_view to_string(Verb verb) noexcept { return facts_of(verb).text; }

/// Verb::change for an unknown word.
[[nodiscard]] constexpr Verb verb_from(std::string_view text) noexcept {
    for (int number = 0; !to_string(static_cast<Verb>(number)).empty(); ++number) {
        if (to_string(static_cast<Verb>(number)) == text) return static_cast<Verb>(number);
    }
    return Verb::change;
}

}  // namespace planekeeper::model
