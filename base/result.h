#pragma once
// A value or an error, for failures of the system (files, processes, deployment data).

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace evd {

/// A failure with a message fit for a user and a stable code such as `EVD6003` (may be empty).
struct Error {
    std::string code;
    std::string message;
};

/// Either a `T` or an `Error`. Test before use: `if (!r) return r.error();`.
template <class T> class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}
    Result(Error error) : state_(std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    T& operator*() & {
        assert(*this);
        return std::get<0>(state_);
    }
    const T& operator*() const& {
        assert(*this);
        return std::get<0>(state_);
    }
    T&& operator*() && {
        assert(*this);
        return std::get<0>(std::move(state_));
    }
    T* operator->() {
        assert(*this);
        return &std::get<0>(state_);
    }
    const T* operator->() const {
        assert(*this);
        return &std::get<0>(state_);
    }
    const Error& error() const {
        assert(!*this);
        return std::get<1>(state_);
    }

private:
    std::variant<T, Error> state_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

}   // namespace evd
