#include "explore/search/path.h"

#include "base/check.h"
#include "explore/world/identity.h"

#include <algorithm>

namespace evd::explore {

namespace {

Deed about(const Packet& packet, Choice::Kind kind) {
    Deed out;
    out.kind = kind;
    out.location = packet.to;
    out.from = packet.from;
    out.message = packet.message;
    out.payload = packet.payload;
    return out;
}

}   // namespace

Paths::Paths(const Transitions& transitions, Locals& locals, StateSpace& space, std::vector<Deed> start)
    : transitions_(transitions), locals_(locals), space_(space), start_(std::move(start)) {}

/// The same for copies that a run need not tell apart.
std::string Paths::textOf(const Packet& packet) const {
    Packet plain = packet;
    plain.losable = false;
    plain.leavesNs = 0;
    World world;
    world.packets.push_back(plain);
    return identity(transitions_, world, plain);
}

void Paths::begin(const World& world, Atomic* atomic) {
    atomic_ = atomic;
    for (const Packet& one : world.packets) {
        Copies& copies = onTheirWay_[textOf(one)];
        ++copies.there;
        copies.arrival = about(one, Choice::Kind::Receive);
    }
}

/// Writes a run down, with an account of what is on its way.
class Paths::Teller {
public:
    explicit Teller(Paths& paths)
        : paths_(paths), locals_(paths.locals_), copies_(paths.onTheirWay_), out(paths.start_) {}

    void add(const LocalMove& move) {
        asked_.reset();
        Deed deed;
        deed.kind = move.kind;
        deed.location = move.location;
        if (move.kind == Choice::Kind::Act) {
            deed.action = locals_.action(move.action);
            deed.instance = locals_.chosen(move.action).instance;
            deed.payload = locals_.chosen(move.action).chosen;
        } else if (move.kind == Choice::Kind::Receive || move.kind == Choice::Kind::Lose) {
            const Packet& packet = locals_.packet(move.packet);
            Copies& copies = copies_[paths_.textOf(packet)];
            deed = about(packet, move.kind);
            // What the environment puts in is told when it arrives.
            if (copies.requested > 0 && move.kind == Choice::Kind::Receive) {
                --copies.requested;
                deed.kind = Choice::Kind::Request;
            } else if (copies.there > 0) {
                --copies.there;
            } else {
                deed.again = !packet.timer;
            }
        }
        for (uint32_t number : locals_.sent(move.sent)) {
            const Packet& packet = locals_.packet(number);
            Copies& copies = copies_[paths_.textOf(packet)];
            ++copies.there;
            copies.arrival = about(packet, Choice::Kind::Receive);
        }
        out.push_back(std::move(deed));
    }
    void add(const std::vector<LocalMove>& moves) {
        for (const LocalMove& move : moves) add(move);
    }
    /// The environment puts an input in.
    void request(uint32_t input) {
        const Packet packet = paths_.space_.packetOf(paths_.transitions_.inputs()[input]);
        ++copies_[paths_.textOf(packet)].requested;
        asked_ = about(packet, Choice::Kind::Request);
    }
    /// The run ends here, perhaps with what the environment has put in.
    void finish() {
        if (asked_) out.push_back(*asked_);
    }
    /// What is still on its way arrives.
    void addRest() {
        for (const auto& [text, copies] : copies_)
            for (uint32_t k = 0; k < copies.there; ++k) out.push_back(copies.arrival);
    }

private:
    Paths& paths_;
    Locals& locals_;
    std::map<std::string, Copies> copies_;
    std::optional<Deed> asked_;   ///< the last thing that happened, if it is an input

public:
    std::vector<Deed> out;
};

void Paths::tell(uint32_t state, Teller& teller) {
    std::vector<uint32_t> path{state};
    while (path.back() != 0) path.push_back(parents_[path.back()]);
    std::reverse(path.begin(), path.end());
    StateSpace::Batch batch;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
        batch.clear();
        while (!space_.expand(path[i], batch)) space_.repack();   // where only a part of it was looked at
        const uint64_t* const next = space_.table()[path[i + 1]];
        const size_t width = space_.table().width();
        size_t k = 0;
        while (k < batch.count && !std::equal(next, next + width, batch.words.data() + k * width)) ++k;
        EVD_CHECK(k < batch.count, "a state is left to the one that was found from it");
        if (batch.via[k].request) {
            teller.request(batch.via[k].what);
            continue;
        }
        const LocalMove move = locals_.move(batch.via[k].what);
        if (atomic_ != nullptr) {
            const StateSpace::Place at = space_.placeOf(path[i], move.location);
            teller.add(atomic_->before(move.location, at.local, at.inbox, at.allowance, move));
        }
        teller.add(move);
    }
    space_.rejected.clear();
}

std::vector<Deed> Paths::to(uint32_t state) {
    Teller teller(*this);
    tell(state, teller);
    teller.finish();
    return std::move(teller.out);
}

Paths::Told Paths::along(const std::vector<Via>& stem, const std::vector<Via>& loop) {
    Teller teller(*this);
    Told out;
    for (const std::vector<Via>* part : {&stem, &loop}) {
        for (const Via& via : *part) {
            if (via.request) teller.request(via.what);
            else teller.add(locals_.move(via.what));
        }
        if (part == &stem && loop.empty()) teller.addRest();
        if (part == &stem) out.loop = teller.out.size();
    }
    out.deeds = std::move(teller.out);
    return out;
}

std::vector<Deed> Paths::toRejected(uint32_t state, uint32_t number) {
    Teller teller(*this);
    tell(state, teller);
    const Rejected rejected = locals_.rejected(number);
    if (atomic_ != nullptr && locals_.isInside(rejected.move.location)) {
        const StateSpace::Place at = space_.placeOf(state, rejected.move.location);
        teller.add(atomic_->before(rejected.move.location, at.local, at.inbox, at.allowance, number));
    }
    if (!rejected.guard) teller.add(rejected.move);
    teller.finish();
    return std::move(teller.out);
}

std::optional<std::vector<Deed>> Paths::toTheEnd(uint32_t state) {
    Teller teller(*this);
    tell(state, teller);
    for (uint32_t i = 0; atomic_ != nullptr && i < locals_.locations(); ++i) {
        const StateSpace::Place at = space_.placeOf(state, i);
        const std::vector<Atomic::Rest> rests = atomic_->rests(
            i, at.local, at.inbox, at.allowance, [&](uint32_t local, uint32_t inbox, const LocalMove& event) {
                return space_.leadsNowhere(state, local, inbox, event);
            });
        if (rests.empty()) return std::nullopt;
        teller.add(rests.front().events);
    }
    teller.addRest();
    return std::move(teller.out);
}

}   // namespace evd::explore
