#pragma once
// The C++20 side of evident.h: values as types of the standard library, and what every generated process class is built
// on. Header-only; generated X.hpp files include it. Errors of usage are evident::Error; a faulting event is no error
// but a result.

#include "evident.h"

#include <algorithm>
#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace evident {

// ---- values -------------------------------------------------------------------------------------------------------

/// A location, by its name in the deployment.
struct Loc {
    std::string name;
    std::strong_ordering operator<=>(const Loc&) const = default;
    bool operator==(const Loc&) const = default;
};
using Duration = std::chrono::nanoseconds;
struct Unit {
    std::strong_ordering operator<=>(const Unit&) const = default;
    bool operator==(const Unit&) const = default;
};
struct Bytes {
    std::string data;
    std::strong_ordering operator<=>(const Bytes&) const = default;
    bool operator==(const Bytes&) const = default;
};
/// A multiset of values.
template <class T> struct Bag {
    std::multiset<T> items;
    friend bool operator==(const Bag& a, const Bag& b) { return a.items == b.items; }
    friend bool operator<(const Bag& a, const Bag& b) { return a.items < b.items; }
};
/// A cyclic order of distinct values, starting anywhere.
template <class T> struct Ring {
    std::vector<T> items;
    friend bool operator==(const Ring& a, const Ring& b) { return a.items == b.items; }
    friend bool operator<(const Ring& a, const Ring& b) { return a.items < b.items; }
};
/// A value inside a type that contains itself. Never empty; copies share.
template <class T> class Box {
public:
    Box() : value_(std::make_shared<const T>()) {}
    Box(T value) : value_(std::make_shared<const T>(std::move(value))) {}
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }
    friend bool operator==(const Box& a, const Box& b) { return *a == *b; }
    friend bool operator<(const Box& a, const Box& b) { return *a < *b; }

private:
    std::shared_ptr<const T> value_;
};

/// Wrong usage, a damaged deployment, bytes of another spec: a code of docs/diagnostics and a sentence.
class Error : public std::runtime_error {
public:
    Error(std::string code, const std::string& text) : std::runtime_error(code + ": " + text), code_(std::move(code)) {}
    const std::string& code() const { return code_; }

private:
    std::string code_;
};

/// Why the last event was rejected; the place is in the spec.
struct Fault {
    std::string code, text, file;
    uint32_t line = 0, column = 0;
};

// ---- values as CBOR (docs/wire-format.md) ---------------------------------------------------------------------------

namespace detail {

class Writer {
public:
    std::string out;
    void head(unsigned major, uint64_t n) {
        auto byte = [this](uint64_t b) { out.push_back(static_cast<char>(static_cast<unsigned char>(b))); };
        unsigned size = n < 24 ? 0 : n <= 0xff ? 1 : n <= 0xffff ? 2 : n <= 0xffffffff ? 4 : 8;
        byte((major << 5) | (size == 0 ? n : size == 1 ? 24u : size == 2 ? 25u : size == 4 ? 26u : 27u));
        for (unsigned i = size; i-- > 0;) byte((n >> (8 * i)) & 0xff);
    }
    void text(unsigned major, std::string_view bytes) {
        head(major, bytes.size());
        out.append(bytes);
    }
};

/// Reads what the runtime wrote; anything else is an Error.
class Reader {
public:
    explicit Reader(std::string_view in) : in_(in) {}
    uint64_t head(unsigned major) {
        uint64_t n = 0;
        if (any(n) != major) fail();
        return n;
    }
    unsigned any(uint64_t& n) {
        unsigned first = byte(), info = first & 31;
        unsigned size = info < 24 ? 0 : info == 24 ? 1 : info == 25 ? 2 : info == 26 ? 4 : 8;
        n = info < 24 ? info : 0;
        for (unsigned i = 0; i < size; ++i) n = (n << 8) | byte();
        return first >> 5;
    }
    std::string text(unsigned major) {
        uint64_t size = head(major);
        if (size > in_.size()) fail();
        std::string out(in_.substr(0, size));
        in_.remove_prefix(size);
        return out;
    }
    [[noreturn]] static void fail() { throw Error("EVD7012", "a value is not of its type"); }

private:
    unsigned byte() {
        if (in_.empty()) fail();
        unsigned char b = static_cast<unsigned char>(in_.front());
        in_.remove_prefix(1);
        return b;
    }
    std::string_view in_;
};

template <class T>
concept Enum = requires(T t) {
    t.value;
    typename T::Alternatives;
};
template <class T>
concept Struct = !Enum<T> && requires(T t) { t.parts(); };

template <class T> struct Codec;
template <class T> void write(Writer& w, const T& value) { Codec<T>::write(w, value); }
template <class T> T read(Reader& r) { return Codec<T>::read(r); }

template <> struct Codec<int64_t> {
    static void write(Writer& w, int64_t v) {
        v < 0 ? w.head(1, ~static_cast<uint64_t>(v)) : w.head(0, static_cast<uint64_t>(v));
    }
    static int64_t read(Reader& r) {
        uint64_t n = 0;
        unsigned major = r.any(n);
        if (major > 1) Reader::fail();
        return static_cast<int64_t>(major == 1 ? ~n : n);
    }
};
template <> struct Codec<bool> {
    static void write(Writer& w, bool v) { w.head(7, v ? 21 : 20); }
    static bool read(Reader& r) { return r.head(7) == 21; }
};
template <> struct Codec<Unit> {
    static void write(Writer& w, Unit) { w.head(7, 22); }
    static Unit read(Reader& r) {
        r.head(7);
        return {};
    }
};
template <> struct Codec<std::string> {
    static void write(Writer& w, const std::string& v) { w.text(3, v); }
    static std::string read(Reader& r) { return r.text(3); }
};
template <> struct Codec<Loc> {
    static void write(Writer& w, const Loc& v) { w.text(3, v.name); }
    static Loc read(Reader& r) { return {r.text(3)}; }
};
template <> struct Codec<Bytes> {
    static void write(Writer& w, const Bytes& v) { w.text(2, v.data); }
    static Bytes read(Reader& r) { return {r.text(2)}; }
};
template <> struct Codec<Duration> {
    static void write(Writer& w, Duration v) { detail::write<int64_t>(w, v.count()); }
    static Duration read(Reader& r) { return Duration(detail::read<int64_t>(r)); }
};
template <class T> struct Codec<Box<T>> {
    static void write(Writer& w, const Box<T>& v) { detail::write<T>(w, *v); }
    static Box<T> read(Reader& r) { return Box<T>(detail::read<T>(r)); }
};

/// Collections: an array of the elements, which std containers hold in the canonical order already.
template <class T, class Items> struct ItemsCodec {
    static void write(Writer& w, const Items& v) {
        w.head(4, v.size());
        for (const auto& item : v) detail::write<T>(w, item);
    }
    static Items read(Reader& r) {
        Items v;
        for (uint64_t n = r.head(4); n > 0; --n) v.insert(v.end(), detail::read<T>(r));
        return v;
    }
};
template <class T> struct Codec<std::vector<T>> : ItemsCodec<T, std::vector<T>> {};
template <class T> struct Codec<std::set<T>> : ItemsCodec<T, std::set<T>> {};
template <class T> struct Codec<Bag<T>> {
    static void write(Writer& w, const Bag<T>& v) { ItemsCodec<T, std::multiset<T>>::write(w, v.items); }
    static Bag<T> read(Reader& r) { return {ItemsCodec<T, std::multiset<T>>::read(r)}; }
};
template <class T> struct Codec<Ring<T>> {
    static void write(Writer& w, const Ring<T>& v) { ItemsCodec<T, std::vector<T>>::write(w, v.items); }
    static Ring<T> read(Reader& r) { return {ItemsCodec<T, std::vector<T>>::read(r)}; }
};
template <class K, class V> struct Codec<std::map<K, V>> {
    static void write(Writer& w, const std::map<K, V>& v) {
        w.head(4, 2 * v.size());
        for (const auto& [key, value] : v) {
            detail::write<K>(w, key);
            detail::write<V>(w, value);
        }
    }
    static std::map<K, V> read(Reader& r) {
        std::map<K, V> v;
        for (uint64_t n = r.head(4) / 2; n > 0; --n) {
            K key = detail::read<K>(r);
            v.emplace_hint(v.end(), std::move(key), detail::read<V>(r));
        }
        return v;
    }
};

template <class Tuple> void writeParts(Writer& w, const Tuple& parts) {
    std::apply([&](const auto&... part) { (detail::write(w, part), ...); }, parts);
}
template <class Tuple> void readParts(Reader& r, Tuple&& parts) {
    std::apply([&](auto&... part) { ((part = detail::read<std::remove_reference_t<decltype(part)>>(r)), ...); },
               std::forward<Tuple>(parts));
}
template <class... T> struct Codec<std::tuple<T...>> {
    static void write(Writer& w, const std::tuple<T...>& v) {
        w.head(4, sizeof...(T));
        writeParts(w, v);
    }
    static std::tuple<T...> read(Reader& r) {
        std::tuple<T...> v;
        r.head(4);
        readParts(r, v);
        return v;
    }
};
template <Struct T> struct Codec<T> {
    static void write(Writer& w, const T& v) {
        w.head(4, std::tuple_size_v<decltype(v.parts())>);
        writeParts(w, v.parts());
    }
    static T read(Reader& r) {
        T v;
        r.head(4);
        readParts(r, v.parts());
        return v;
    }
};
/// `Option`: constructor 0 is None, constructor 1 is Some.
template <class T> struct Codec<std::optional<T>> {
    static void write(Writer& w, const std::optional<T>& v) {
        w.head(4, v ? 2 : 1);
        w.head(0, v ? 1 : 0);
        if (v) detail::write<T>(w, *v);
    }
    static std::optional<T> read(Reader& r) {
        r.head(4);
        return r.head(0) == 0 ? std::nullopt : std::optional<T>(detail::read<T>(r));
    }
};
template <Enum T> struct Codec<T> {
    using Alternatives = typename T::Alternatives;
    static void write(Writer& w, const T& v) {
        std::visit(
            [&](const auto& one) {
                w.head(4, 1 + std::tuple_size_v<decltype(one.parts())>);
                w.head(0, v.value.index());
                writeParts(w, one.parts());
            },
            v.value);
    }
    static T read(Reader& r) {
        r.head(4);
        return readAlternative(r, r.head(0), std::make_index_sequence<std::variant_size_v<Alternatives>>());
    }

private:
    template <size_t... Index> static T readAlternative(Reader& r, uint64_t index, std::index_sequence<Index...>) {
        T v;
        bool found =
            ((index == Index ? (readParts(r, v.value.template emplace<Index>().parts()), true) : false) || ...);
        if (!found) Reader::fail();
        return v;
    }
};

template <class T> std::string bytesOf(const T& value) {
    Writer w;
    detail::write<T>(w, value);
    return std::move(w.out);
}

/// A host function as the runtime calls it.
template <class R, class... A> struct HostCall {
    std::function<R(A...)> fn;
    const evd_module* module;
    const char* name;

    static int call(void* context, evd_rt* process, const evd_word* args, evd_word* result) noexcept {
        const auto& self = *static_cast<const HostCall*>(context);
        try {
            uint32_t index = 0;
            auto next = [&]<class T>(std::type_identity<T>) {
                const evd_type* type = evident_extern_arg_type(self.module, self.name, index++);
                std::string bytes(evident_value_to_cbor(process, type, args, nullptr, 0), '\0');
                evident_value_to_cbor(process, type, args, bytes.data(), bytes.size());
                args += evident_type_words(type);
                Reader reader(bytes);
                return detail::read<T>(reader);
            };
            std::tuple<A...> values{next(std::type_identity<A>())...};   // braces: from left to right
            std::string bytes = bytesOf<R>(std::apply(self.fn, std::move(values)));
            return evident_value_from_cbor(process, evident_extern_result_type(self.module, self.name), bytes.data(),
                                           bytes.size(), result);
        } catch (...) { return 1; }
    }
};

}   // namespace detail

// ---- processes ------------------------------------------------------------------------------------------------------

/// An enabled local action.
struct Action {
    std::string automaton, name;
    bool fair = false;
    uint64_t key = 0;   ///< same action of the same instance with the same choice, same key
};

/// One location of a system: everything that does not depend on the spec. Generated classes add deliver and takeSends.
class BasicProcess {
public:
    BasicProcess(BasicProcess&&) noexcept = default;
    BasicProcess& operator=(BasicProcess&&) noexcept = default;

    /// The first event of the location. Here and below: false if a fault rejected the event, which then has changed
    /// nothing.
    bool start() { return taken(evident_start(get())); }
    /// Receipt of a frame of the wire format, without its length. Throws Error EVD7011 or EVD7012 on bytes of another
    /// spec or damaged ones.
    bool deliverFrame(std::string_view frame) {
        evident_error error{};
        return taken(evident_deliver_frame(get(), frame.data(), frame.size(), &error), error);
    }
    /// Why the last rejected event was rejected.
    Fault fault() const {
        evident_fault f;
        evident_last_fault(get(), &f);
        return {f.code, f.text == nullptr ? "" : f.text, f.file == nullptr ? "" : f.file, f.line, f.column};
    }

    /// The local actions that are enabled now; their order is their number for fire, until the next event.
    std::vector<Action> actions() {
        std::vector<Action> out(evident_actions(get()));
        for (size_t i = 0; i < out.size(); ++i) {
            evident_action action;
            if (evident_action_at(get(), i, &action) == 0)
                out[i] = {action.automaton, action.name, action.fair != 0, action.key};
        }
        return out;
    }
    bool fire(size_t index) { return taken(evident_fire(get(), index)); }

    /// Whether the system runs something at a location.
    bool isMember(const Loc& at) const { return evident_is_member(get(), number(at)) != 0; }
    const Loc& self() const { return self_; }
    /// Hash of the state; equal states have equal digests.
    uint64_t digest() const { return evident_digest(get()); }
    /// The state between events. Take the sends first: they are not part of it.
    std::string snapshot() const {
        std::string bytes(evident_snapshot(get(), nullptr, 0), '\0');
        evident_snapshot(get(), bytes.data(), bytes.size());
        return bytes;
    }
    /// Goes on from a snapshot. Throws Error EVD7012, with the state as before, on bytes that are not one of this
    /// process.
    void restore(std::string_view snapshot) {
        evident_error error{};
        if (evident_restore(get(), snapshot.data(), snapshot.size(), &error) != 0) throw Error(error.code, error.text);
    }
    /// The process for functions of evident.h.
    evd_rt* get() const { return process_.get(); }

protected:
    struct Setup {
        const evd_module* module;
        std::string system;                   ///< empty: the only one
        std::vector<std::string> locations;   ///< of everybody, clients too
        std::string self;
        std::vector<std::string> params;   ///< CBOR
        std::vector<evident_extern> externs;
        std::vector<std::shared_ptr<void>> owned;   ///< contexts of the externs
    };

    explicit BasicProcess(Setup setup) : self_{setup.self}, owned_(std::move(setup.owned)) {
        std::sort(setup.locations.begin(), setup.locations.end());
        std::vector<const char*> names;
        for (const auto& name : setup.locations) names.push_back(name.c_str());
        std::vector<evident_bytes> params;
        for (const auto& bytes : setup.params) params.push_back({bytes.data(), bytes.size()});
        evident_deployment deployment{};
        deployment.struct_size = sizeof deployment;
        deployment.system = setup.system.empty() ? nullptr : setup.system.c_str();
        deployment.locations = names.data();
        deployment.location_count = names.size();
        deployment.self = setup.self.c_str();
        deployment.params = params.data();
        deployment.param_count = params.size();
        deployment.externs = setup.externs.data();
        deployment.extern_count = setup.externs.size();
        evident_error error{};
        process_.reset(evident_create(setup.module, &deployment, &error));
        if (!process_) throw Error(error.code, error.text);
    }

    uint32_t number(const Loc& at) const {
        int64_t found = evident_location_number(get(), at.name.c_str());
        if (found < 0) throw Error("EVD6006", "there is no location `" + at.name + "`");
        return static_cast<uint32_t>(found);
    }
    bool deliverFields(uint32_t message, const Loc& from, const std::string& fields) {
        evident_error error{};
        return taken(evident_deliver_fields(get(), message, number(from), fields.data(), fields.size(), &error), error);
    }
    std::string fieldsOf(const evident_send& send) const {
        std::string bytes(evident_encode_fields(get(), send.message, send.fields, nullptr, 0), '\0');
        evident_encode_fields(get(), send.message, send.fields, bytes.data(), bytes.size());
        return bytes;
    }
    std::vector<Loc> destinationsOf(const evident_send& send) const {
        std::vector<Loc> out;
        for (size_t i = 0; i < send.to_count; ++i) out.push_back({evident_location_name(get(), send.to[i])});
        return out;
    }

private:
    struct Destroy {
        void operator()(evd_rt* process) const { evident_destroy(process); }
    };

    static bool taken(int status, const evident_error& error = {}) {
        if (status < 0) throw Error(error.code[0] == '\0' ? "EVD6010" : error.code, error.text);
        return status == 0;
    }

    Loc self_;
    std::vector<std::shared_ptr<void>> owned_;
    std::unique_ptr<evd_rt, Destroy> process_;
};

}   // namespace evident
