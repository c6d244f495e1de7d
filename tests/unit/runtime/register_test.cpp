// The C interface on a hand-made module: events, routing, sends, actions, snapshots, frames.

#include "tests/unit/runtime/register_module.h"
#include "tests/unit/runtime/test_process.h"

#include <deque>
#include <map>

namespace evd::runtime::test {

namespace {

const std::vector<std::string> kLocations = {"k", "n1", "n2", "n3"};
const std::vector<std::string> kParams = {cborTexts({"k"}), cborTexts({"n1", "n2", "n3"}), cborInt(2)};

std::string payload(int64_t slot, const std::string& text) { return cborArray({cborInt(slot), cborText(text)}); }

TEST(Register, StartsWithInitialState) {
    Process p(registerModule(), kLocations, "n1", kParams);
    ASSERT_NE(p.rt, nullptr) << p.error.text;
    EXPECT_EQ(evident_start(p.rt), 0);
    // [["Replica", [], [[], 0], [[]]]]
    EXPECT_EQ(p.state(), cborArray({cborArray({cborText("Replica"), cborArray({}),
                                               cborArray({cborArray({}), cborInt(0)}), cborArray({cborArray({})})})}));
    EXPECT_EQ(evident_is_member(p.rt, 0), 0);
    EXPECT_EQ(evident_is_member(p.rt, 1), 1);
}

TEST(Register, SpawnedChildrenSeeTheirEventAndLaterOnesByKey) {
    Process p(registerModule(), kLocations, "n1", kParams);
    ASSERT_EQ(evident_start(p.rt), 0);
    ASSERT_EQ(p.deliver(kWrite, "k", payload(5, "five")), 0);
    ASSERT_EQ(evident_send_count(p.rt), 1u);
    evident_send vote = p.send(0);
    EXPECT_EQ(vote.message, kVote);
    EXPECT_EQ(std::vector<uint32_t>(vote.to, vote.to + vote.to_count), (std::vector<uint32_t>{1, 2, 3}));
    EXPECT_EQ(p.fieldsOf(vote), payload(5, "five"));
    evident_clear_sends(p.rt);

    for (int64_t slot = 100; slot < 200; ++slot) ASSERT_EQ(p.deliver(kWrite, "k", payload(slot, "other")), 0);
    evident_clear_sends(p.rt);
    ASSERT_EQ(p.deliver(kVote, "n1", payload(5, "five")), 0);
    ASSERT_EQ(p.deliver(kVote, "n1", payload(5, "five")), 0);
    EXPECT_EQ(evident_send_count(p.rt), 0u) << "one sender counts once";
    EXPECT_EQ(p.counters().instances, 102u);
    ASSERT_EQ(p.deliver(kVote, "n2", payload(5, "five")), 0);
    ASSERT_EQ(evident_send_count(p.rt), 2u);
    EXPECT_EQ(p.send(0).message, kStored);
    EXPECT_EQ(p.send(0).to_count, 1u);
    EXPECT_EQ(p.send(1).emitted, 1);
    EXPECT_EQ(p.counters().instances, 101u) << "the slot stopped";
    evident_clear_sends(p.rt);
    ASSERT_EQ(p.deliver(kVote, "n3", payload(5, "five")), 0);
    EXPECT_EQ(evident_send_count(p.rt), 0u) << "a stopped slot sees nothing, and its number was seen";
}

TEST(Register, AVoteOpensItsSlotAndCountsAtOnce) {
    Process p(registerModule(), kLocations, "n1", kParams);
    evident_start(p.rt);
    ASSERT_EQ(p.deliver(kVote, "n2", payload(1, "x")), 0);
    ASSERT_EQ(evident_send_count(p.rt), 1u);
    ASSERT_EQ(p.deliver(kVote, "n3", payload(1, "x")), 0);
    EXPECT_EQ(evident_send_count(p.rt), 3u);
}

TEST(Register, FairActionsFireWhileEnabled) {
    Process p(registerModule(), kLocations, "n1", kParams);
    evident_start(p.rt);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(evident_actions(p.rt), 1u);
        evident_action action{};
        ASSERT_EQ(evident_action_at(p.rt, 0, &action), 0);
        EXPECT_STREQ(action.name, "tick");
        EXPECT_EQ(action.fair, 1);
        EXPECT_EQ(evident_fire(p.rt, 0), 0);
        EXPECT_EQ(evident_changed(p.rt), 1);
        EXPECT_EQ(evident_fire(p.rt, 0), -1) << "numbers hold until the next event";
    }
    EXPECT_EQ(evident_actions(p.rt), 0u);
}

TEST(Register, ThreeProcessesAgree) {
    std::map<std::string, std::unique_ptr<Process>> nodes;
    for (const char* name : {"n1", "n2", "n3"}) {
        nodes[name] = std::make_unique<Process>(registerModule(), kLocations, name, kParams);
        ASSERT_EQ(evident_start(nodes[name]->rt), 0);
    }
    struct Message {
        std::string from, to;
        uint32_t message;
        std::string fields;
    };
    std::deque<Message> network;
    for (int64_t slot = 0; slot < 50; ++slot)
        network.push_back({"k", slot % 2 == 0 ? "n1" : "n3", kWrite, payload(slot, "v" + std::to_string(slot))});
    std::map<std::string, int> stored;
    while (!network.empty()) {
        Message message = network.front();
        network.pop_front();
        if (message.to == "k") {
            ++stored[message.fields];
            continue;
        }
        Process& p = *nodes[message.to];
        ASSERT_EQ(p.deliver(message.message, message.from, message.fields), 0) << p.error.text;
        for (size_t i = 0; i < evident_send_count(p.rt); ++i) {
            evident_send send = p.send(i);
            for (size_t k = 0; k < send.to_count; ++k)
                network.push_back({message.to, kLocations[send.to[k]], send.message, p.fieldsOf(send)});
        }
        evident_clear_sends(p.rt);
    }
    EXPECT_EQ(stored.size(), 50u);
    for (const auto& [fields, count] : stored) EXPECT_EQ(count, 3);
    EXPECT_EQ(evident_digest(nodes["n1"]->rt), evident_digest(nodes["n2"]->rt));
}

TEST(Register, SnapshotsGoOn) {
    Process a(registerModule(), kLocations, "n1", kParams), b(registerModule(), kLocations, "n1", kParams);
    evident_start(a.rt);
    for (int64_t slot = 0; slot < 20; ++slot) a.deliver(kVote, "n2", payload(slot, "v"));
    std::string snapshot = a.snapshot();
    ASSERT_EQ(evident_restore(b.rt, snapshot.data(), snapshot.size(), &b.error), 0) << b.error.text;
    EXPECT_EQ(a.state(), b.state());
    EXPECT_EQ(b.snapshot(), snapshot);
    evident_clear_sends(a.rt);
    for (Process* p : {&a, &b}) ASSERT_EQ(p->deliver(kVote, "n3", payload(7, "v")), 0);
    EXPECT_EQ(evident_send_count(a.rt), 2u);
    EXPECT_EQ(evident_send_count(b.rt), 2u) << "indexes work after a restore";
    EXPECT_EQ(a.state(), b.state());
}

TEST(Register, DamagedSnapshotsAreRefused) {
    Process a(registerModule(), kLocations, "n1", kParams), other(registerModule(), kLocations, "n2", kParams);
    evident_start(a.rt);
    for (int64_t slot = 0; slot < 5; ++slot) a.deliver(kVote, "n2", payload(slot, "v"));
    std::string good = a.snapshot(), before = a.state();
    for (size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        EXPECT_EQ(evident_restore(a.rt, bad.data(), bad.size(), &a.error), -1) << "byte " << i;
        EXPECT_EQ(evident_restore(a.rt, good.data(), i, &a.error), -1) << "cut at " << i;
    }
    EXPECT_EQ(a.state(), before);
    EXPECT_EQ(evident_restore(other.rt, good.data(), good.size(), &other.error), -1);
    EXPECT_STREQ(other.error.text, "the snapshot is of another location");
}

TEST(Register, FramesAreRefusedByName) {
    Process sender(registerModule(), kLocations, "n2", kParams), p(registerModule(), kLocations, "n1", kParams);
    evident_start(p.rt);
    evident_start(sender.rt);
    sender.deliver(kWrite, "k", payload(3, "hello"));
    evident_send vote = sender.send(0);
    std::string frame(1000, '\0');
    frame.resize(evident_encode_frame(sender.rt, vote.message, vote.fields, frame.data(), frame.size()));
    std::string body = frame.substr(4);
    EXPECT_EQ(static_cast<unsigned char>(frame[3]), body.size());
    EXPECT_EQ(evident_deliver_frame(p.rt, body.data(), body.size(), &p.error), 0) << p.error.text;
    EXPECT_EQ(p.counters().instances, 2u);
    for (size_t cut = 0; cut < body.size(); ++cut) {
        EXPECT_EQ(evident_deliver_frame(p.rt, body.data(), cut, &p.error), -1);
        EXPECT_STREQ(p.error.code, "EVD7012");
    }
    std::string trailing = body + "\xf6", schema = body;
    EXPECT_EQ(evident_deliver_frame(p.rt, trailing.data(), trailing.size(), &p.error), -1);
    schema[schema.find("\x01\x23")] = '\x55';
    EXPECT_EQ(evident_deliver_frame(p.rt, schema.data(), schema.size(), &p.error), -1);
    EXPECT_STREQ(p.error.code, "EVD7011");
}

TEST(Register, CreationExplainsWhatIsWrong) {
    auto fails = [](const Process& p, const char* code, const char* text) {
        EXPECT_EQ(p.rt, nullptr);
        EXPECT_STREQ(p.error.code, code);
        EXPECT_NE(std::string(p.error.text).find(text), std::string::npos) << p.error.text;
    };
    fails(Process(registerModule(), kLocations, "n9", kParams), "EVD6006", "`n9` is not a location");
    fails(Process(registerModule(), kLocations, "n1", {kParams[0], kParams[1]}), "EVD6004", "`quorum`");
    fails(Process(registerModule(), kLocations, "n1", {kParams[0], kParams[1], cborText("2")}), "EVD6005",
          "`quorum` must be Int");
    fails(Process(registerModule(), kLocations, "n1", {kParams[0], cborTexts({"n1", "zz"}), kParams[2]}), "EVD6005",
          "known location");
    fails(Process(registerModule(), kLocations, "n1", {kParams[0], kParams[1], cborInt(4)}), "EVD6007", "`enough`");
    fails(Process(registerModule(), {"n1", "k"}, "n1", kParams), "EVD6010", "sorted");
    fails(Process(registerModule(), kLocations, "n1", kParams, {{"apply", nullptr, nullptr}}), "EVD6010", "`apply`");
}

TEST(Register, NothingIsLeftBehind) {
    Process p(registerModule(), kLocations, "n1", kParams);
    evident_start(p.rt);
    size_t objects = p.counters().objects;
    for (int64_t slot = 0; slot < 1000; ++slot) {
        for (const char* from : {"n1", "n2"}) ASSERT_EQ(p.deliver(kVote, from, payload(slot, "some text")), 0);
        evident_clear_sends(p.rt);
    }
    EXPECT_EQ(p.counters().instances, 1u);
    EXPECT_EQ(p.counters().objects, objects);
}

}   // namespace

}   // namespace evd::runtime::test
