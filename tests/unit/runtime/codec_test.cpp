// The wire form of values: exact bytes, strictness, random round trips.

#include "runtime/values/edit.h"
#include "runtime/wire/codec.h"
#include "tests/unit/runtime/test_process.h"
#include "tests/unit/runtime/test_types.h"

#include <random>

namespace evd::runtime::test {

namespace {

class Codec : public ::testing::Test {
protected:
    ~Codec() override { EXPECT_EQ(rt.heap.live(), 0u) << "something was not given up"; }

    static std::string fromHex(const std::string& hex) {
        std::string out;
        for (size_t i = 0; i + 1 < hex.size(); i += 2)
            out.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
        return out;
    }
    static std::string toHex(const std::string& bytes) {
        std::string out;
        for (unsigned char byte : bytes) {
            out += "0123456789abcdef"[byte >> 4];
            out += "0123456789abcdef"[byte & 15];
        }
        return out;
    }
    /// Whether the bytes are accepted; if so, they must come back the same.
    bool accepts(const evd_type* type, const std::string& bytes) {
        std::vector<evd_word> words(type->slots, 0);
        cbor::Reader reader(bytes);
        bool good = decode(rt, type, reader, words.data()) && reader.atEnd();
        if (!reader.failed()) {
            std::string again;
            encode(rt, type, words.data(), again);
            if (good) { EXPECT_EQ(toHex(again), toHex(bytes)); }
            dropWords(rt.heap, type->slot_types, type->slots, words.data());
        } else {
            for (evd_word word : words) EXPECT_EQ(word, 0);
        }
        return good;
    }
    bool acceptsHex(const evd_type* type, const std::string& hex) { return accepts(type, fromHex(hex)); }

    /// The bytes of a random value of a type, made without the codec's writer of collections.
    std::string any(const evd_type* type, int depth) {
        switch (type->kind) {
        case EVD_INT:
        case EVD_DURATION: return cborInt(static_cast<int64_t>(random()) >> (random() % 64));
        case EVD_NAT: return cborInt(static_cast<int64_t>(random() >> (1 + random() % 63)));
        case EVD_BOOL: return random() % 2 == 0 ? "\xf4" : "\xf5";
        case EVD_UNIT: return "\xf6";
        case EVD_STR: return cborText(std::string(random() % 30, static_cast<char>('a' + random() % 26)));
        case EVD_BYTES: {
            std::string out;
            cbor::writeBytes(out, std::string(random() % 30, static_cast<char>(random())));
            return out;
        }
        case EVD_LOC: return cborText(rt.locations[random() % rt.locations.size()]);
        case EVD_TUPLE: {
            std::vector<std::string> items;
            for (uint32_t i = 0; i < type->arg_count; ++i) items.push_back(any(type->args[i], depth - 1));
            return cborArray(items);
        }
        case EVD_ENUM: {
            uint32_t number = depth <= 0 ? 0 : static_cast<uint32_t>(random() % type->ctor_count);
            std::vector<std::string> items{cborInt(number)};
            for (uint32_t i = 0; i < type->ctors[number].arg_count; ++i)
                items.push_back(any(type->ctors[number].args[i], depth - 1));
            return cborArray(items);
        }
        default: return collection(type, depth);   // collections
        }
    }
    /// Sorts and joins by comparing decoded values through a Set or Bag of the runtime itself only where order is
    /// needed.
    std::string collection(const evd_type* type, int depth) {
        size_t count = depth <= 0 ? 0 : random() % 5;
        evd_word h = evd_empty(&rt, type, 0);
        for (size_t i = 0; i < count; ++i) {
            std::vector<evd_word> words(object(h)->width, 0);
            for (uint32_t a = 0, at = 0; a < type->arg_count; at += type->args[a++]->slots) {
                std::string bytes = any(type->args[a], depth - 1);
                cbor::Reader reader(bytes);
                EXPECT_TRUE(decode(rt, type->args[a], reader, words.data() + at))
                    << reader.error() << " " << type->args[a]->name;
            }
            if (type->kind == EVD_RING && find(object(h), words.data()) >= 0) {
                dropElement(&rt, object(h), words.data());
                continue;
            }
            for (evd_word word : words) evd_arg(&rt, word);
            h = type->kind == EVD_LIST || type->kind == EVD_RING ? evd_append(&rt, h) : evd_insert(&rt, h);
        }
        std::string out;
        encode(rt, type, &h, out);
        evd_drop(&rt, h);
        return out;
    }

    std::mt19937_64 random{std::random_device{}()};
    evd_rt rt{emptyModule(), {"a", "b", "n1"}, 0};
};

TEST_F(Codec, ExactBytes) {
    EXPECT_TRUE(acceptsHex(types().Int, "00"));
    EXPECT_TRUE(acceptsHex(types().Int, "1818"));
    EXPECT_TRUE(acceptsHex(types().Int, "3903e7"));   // -1000
    EXPECT_TRUE(acceptsHex(types().Int, "1b7fffffffffffffff"));
    EXPECT_TRUE(acceptsHex(types().Int, "3b7fffffffffffffff"));
    EXPECT_TRUE(acceptsHex(types().Str, "63e282ac"));   // a euro sign
    EXPECT_TRUE(acceptsHex(types().Bytes, "42ff00"));
    EXPECT_TRUE(acceptsHex(types().Loc, "626e31"));
    EXPECT_TRUE(acceptsHex(types().Pair, "82016161"));
    EXPECT_TRUE(acceptsHex(types().Option, "8100"));
    EXPECT_TRUE(acceptsHex(types().Option, "820105"));
    EXPECT_TRUE(acceptsHex(types().Chain, "83010783010881"
                                          "00"));   // Link(7, Link(8, End))
    EXPECT_TRUE(acceptsHex(types().SetInt, "8320"
                                           "00"
                                           "05"));   // {-1, 0, 5}
    EXPECT_TRUE(acceptsHex(types().BagInt, "830101"
                                           "02"));
    EXPECT_TRUE(acceptsHex(types().MapIntStr, "84016161026162"));
    EXPECT_TRUE(acceptsHex(types().RingLoc, "82"
                                            "6162"
                                            "6161"));
}

TEST_F(Codec, OnlyTheCanonicalFormIsRead) {
    for (const char* hex :
         {"1800", "190010", "1a00000010", "1b0000000000000010", "1b8000000000000000", "3b8000000000000000", "f4", "f6",
          "6161", "fb0000000000000000", "", "18", "c100", "1c", "1f", "0000"})
        EXPECT_FALSE(acceptsHex(types().Int, hex)) << hex;
    EXPECT_FALSE(acceptsHex(types().Nat, "20"));
    EXPECT_FALSE(acceptsHex(types().Bool, "00"));
    EXPECT_FALSE(acceptsHex(types().Bool, "f814"));
    EXPECT_FALSE(acceptsHex(types().Unit, "f7"));
    for (const char* hex : {"7f6161ff", "61ff", "62c080", "63eda080", "64f4908080", "62e282", "5f", "4161"})
        EXPECT_FALSE(acceptsHex(types().Str, hex)) << hex;
    EXPECT_FALSE(acceptsHex(types().Bytes, "6161"));
    EXPECT_FALSE(acceptsHex(types().Loc, "617a"));
    for (const char* hex : {"8101", "8301616100", "820161", "9f0161ff"})
        EXPECT_FALSE(acceptsHex(types().Pair, hex)) << hex;
    for (const char* hex : {"8102", "820005", "8101", "80", "8120", "00"})
        EXPECT_FALSE(acceptsHex(types().Option, hex)) << hex;
    for (const char* hex : {"820201", "820101", "83020101", "9bffffffffffffffff", "9a7fffffff", "980101"})
        EXPECT_FALSE(acceptsHex(types().SetInt, hex)) << hex;
    EXPECT_FALSE(acceptsHex(types().BagInt, "820201"));
    for (const char* hex : {"8101",
                            "8401616101"
                            "6162",
                            "8402616101"
                            "6162"})
        EXPECT_FALSE(acceptsHex(types().MapIntStr, hex)) << hex;
    EXPECT_FALSE(acceptsHex(types().RingLoc, "8261616161"));
    EXPECT_FALSE(acceptsHex(types().ListStr, "8261616162"
                                             "00"));
}

TEST_F(Codec, NestingIsLimited) {
    auto chain = [](size_t links) {
        std::string bytes;
        for (size_t i = 0; i < links; ++i) bytes += "\x83\x01\x05";
        return bytes + std::string("\x81\x00", 2);
    };
    EXPECT_TRUE(accepts(types().Chain, chain(EVD_DEPTH_MAX)));
    EXPECT_FALSE(accepts(types().Chain, chain(EVD_DEPTH_MAX + 1)));
    EXPECT_FALSE(accepts(types().Chain, chain(1000000)));
    // Fork([Fork([… Fork([]) …])]): two levels each, but for the innermost, whose list is empty.
    auto forks = [](size_t count) {
        std::string bytes;
        for (size_t i = 0; i + 1 < count; ++i) bytes += std::string("\x82\x00\x81", 3);
        return bytes + std::string("\x82\x00\x80", 3);
    };
    EXPECT_TRUE(accepts(types().Fork, forks(EVD_DEPTH_MAX / 2)));
    EXPECT_FALSE(accepts(types().Fork, forks(EVD_DEPTH_MAX / 2 + 1)));
    EXPECT_TRUE(accepts(types().ListFork, "\x81" + forks(EVD_DEPTH_MAX / 2)))
        << "what is around a value is no part of it";
    EXPECT_FALSE(accepts(types().ListFork, "\x81" + forks(EVD_DEPTH_MAX / 2 + 1)));
}

TEST_F(Codec, WhatIsReadIsAsDeepAsWhatIsMade) {
    std::string bytes;
    for (int i = 0; i < 3; ++i) bytes += "\x83\x01\x05";
    bytes += std::string("\x81\x00", 2);
    evd_word read = 0;
    cbor::Reader reader(bytes);
    ASSERT_TRUE(decode(rt, types().Chain, reader, &read));
    EXPECT_EQ(object(read)->boxDepth(), 3u);
    evd_arg(&rt, 5);
    evd_arg(&rt, read);
    evd_word made = evd_box(&rt, types().Chain, 1);
    EXPECT_EQ(object(made)->boxDepth(), 4u);
    evd_drop(&rt, made);
    EXPECT_EQ(rt.heap.live(), 0u);
}

TEST_F(Codec, EmptyCollectionsTakeNoRoom) {
    evd_word h = 0;
    cbor::Reader reader("\x80");
    ASSERT_TRUE(decode(rt, types().ListPair, reader, &h));
    EXPECT_LE(object(h)->capacity, 4u) << "one byte of input must not become room for many wide elements";
    evd_drop(&rt, h);
}

TEST_F(Codec, WritingStopsAtTheLimit) {
    evd_word h = evd_box(&rt, types().Twin, 0);
    for (int i = 0; i < 60; ++i) {   // sixty objects, and 2^60 items as CBOR
        evd_dup(h);
        evd_arg(&rt, h);
        evd_arg(&rt, h);
        h = evd_box(&rt, types().Twin, 1);
    }
    evd_field field{"t", types().Twin, 0};
    std::string out;
    encodeFields(rt, &field, 1, &h, out, 100000);
    EXPECT_GT(out.size(), 100000u);
    EXPECT_LT(out.size(), 110000u);
    evd_drop(&rt, h);
}

TEST_F(Codec, RandomValuesComeBack) {
    const evd_type* all[] = {
        types().Int,     types().Nat,     types().Bool,       types().Unit,       types().Loc,       types().Duration,
        types().Str,     types().Bytes,   types().Pair,       types().ListInt,    types().ListPair,  types().SetStr,
        types().SetPair, types().BagPair, types().BagListInt, types().MapStrList, types().MapIntStr, types().RingLoc,
        types().Option,  types().Shape,   types().Chain};
    for (int i = 0; i < 300; ++i)
        for (const evd_type* type : all) {
            std::string bytes = any(type, 5);
            ASSERT_TRUE(accepts(type, bytes)) << type->name << " " << toHex(bytes);
            std::string damaged = bytes;
            damaged[random() % damaged.size()] = static_cast<char>(random());
            accepts(type, damaged);   // whatever it says, `accepts` checks that what is read is written again
            accepts(type, bytes.substr(0, random() % bytes.size()));
        }
}

TEST_F(Codec, TheDigestIsFnv) {
    evd_rt other(emptyModule(), {"a"}, 0);
    EXPECT_EQ(evident_digest(&other), 0xaf643d4c8602915fu) << "FNV-1a of the one byte 0x80, an empty array of roots";
}

}   // namespace

}   // namespace evd::runtime::test
