// The writers: complete, well-formed, and without labels on top of each other.

#include "explore/trace/diagram_layout.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_mermaid.h"
#include "explore/trace/render_svg.h"
#include "explore/trace/render_text.h"
#include "explore/trace/summary.h"
#include "tests/unit/explore/made_run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>

namespace {

using namespace evd::explore;

size_t count(const std::string& text, const std::string& what) {
    size_t n = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

/// Tags balance and every attribute is quoted: enough of XML for what the writer makes.
void expectBalanced(const std::string& svg) {
    static const std::regex kTag(R"(<(/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(/?)>)");
    std::vector<std::string> open;
    size_t end = 0;
    for (std::sregex_iterator it(svg.begin(), svg.end(), kTag), none; it != none; ++it) {
        std::string between = svg.substr(end, static_cast<size_t>(it->position()) - end);
        EXPECT_EQ(between.find('<'), std::string::npos) << between;
        end = static_cast<size_t>(it->position() + it->length());
        if ((*it)[1] == "/") {
            ASSERT_FALSE(open.empty());
            EXPECT_EQ(open.back(), (*it)[2]);
            open.pop_back();
        } else if ((*it)[4] != "/") {
            open.push_back((*it)[2]);
        }
    }
    EXPECT_TRUE(open.empty());
}

TEST(RenderSvg, ShowsEveryEventAndMessage) {
    auto run = test::votingRun();
    std::string svg = renderSvg(run);
    expectBalanced(svg);
    EXPECT_EQ(count(svg, "<g><title>#"), run.events.size());
    EXPECT_EQ(count(svg, "class=\"msg"), run.messages.size() + 5)
        << "an arrow per message, and five kinds in the legend";
    EXPECT_EQ(count(svg, " lost\" d="), 2u);
    EXPECT_EQ(count(svg, "class=\"cross\""), 1u);
    EXPECT_EQ(count(svg, "prefers-color-scheme:dark"), 1u);
    EXPECT_EQ(count(svg, "<desc"), 1u);
}

TEST(RenderSvg, EscapesTexts) {
    test::MadeRun made({"a<b", "c"}, {true, true}, {"m"});
    made.event(EventKind::Start, 0, "start");
    uint32_t message = made.send(0, 1, "m(\"<&>\x01\")");
    made.receive(message);
    std::string svg = renderSvg(made.run);
    expectBalanced(svg);
    EXPECT_NE(svg.find("m(&quot;&lt;&amp;&gt; &quot;)"), std::string::npos);
    EXPECT_NE(svg.find("a&lt;b"), std::string::npos);
}

TEST(DiagramLayout, LabelsOfARowDoNotTouchAndMessagesGoDown) {
    auto run = test::votingRun();
    DiagramLayout layout = layOut(run);
    auto span = [](const Mark& mark) {
        size_t width = columns(mark.label);
        for (const auto& line : mark.extra) width = std::max(width, columns(line));
        double length = static_cast<double>(width) * kGlyphWidth + kLabelGap;
        return mark.labelLeft ? std::pair(mark.x - length, mark.x + 5) : std::pair(mark.x - 5, mark.x + length);
    };
    for (const Mark& a : layout.marks) {
        EXPECT_GE(span(a).first, 0);
        EXPECT_LE(span(a).second, layout.width);
        for (const Mark& b : layout.marks)
            if (&a < &b && a.row == b.row)
                EXPECT_TRUE(span(a).second <= span(b).first || span(b).second <= span(a).first)
                    << a.label << " | " << b.label;
    }
    for (const Message& message : run.messages)
        if (message.sentBy && message.receivedBy)
            EXPECT_LT(layout.marks[layout.markOf[*message.sentBy]].y,
                      layout.marks[layout.markOf[*message.receivedBy]].y);
    EXPECT_LT(layout.rows.size(), run.events.size()) << "unrelated events share rows";
}

TEST(RenderJson, IsTheWholeRun) {
    auto run = test::votingRun();
    auto json = nlohmann::json::parse(renderJson(run));
    EXPECT_EQ(json["format"], "evident-run");
    EXPECT_EQ(json["version"], 1);
    EXPECT_EQ(json["events"].size(), run.events.size());
    EXPECT_EQ(json["messages"].size(), run.messages.size());
    EXPECT_EQ(json["locations"][0]["inside"], false);
    for (const auto& event : json["events"])
        if (event.contains("message"))
            EXPECT_EQ(json["messages"][event["message"].get<size_t>()]["received_by"], event["id"]);
}

TEST(RenderText, IsOneLinePerEventWithItsSends) {
    test::MadeRun made({"a", "b"}, {true, true}, {"vote"});
    made.event(EventKind::Start, 0, "start");
    uint32_t vote = made.send(0, 1, "vote(1)");
    made.send(0, 0, "vote(1)");
    made.send(0, 1, "vote(2)", Fate::Dropped);
    made.receive(vote).changes = {{"P.x", "0", "1"}};
    made.run.end = End::Steps;
    const auto property = evd::ir::StatementKind::Property;
    made.run.statements = {
        {.name = "good", .held = 3, .looked = true},
        {.name = "empty", .held = 3},
        {.name = "odd", .unknown = 3},
        {.name = "later", .notEvaluated = "`v` ranges over every Int"},
        {.kind = property, .name = "owed", .wholeRun = true, .open = 1, .whyOpen = "messages were lost"},
        {.kind = property, .name = "silent", .wholeRun = true, .held = 2}};
    EXPECT_EQ(renderText(made.run),
              "made, system Made, seed 7\n"
              "\n"
              "#0  0ms  a  start              → vote(1) to b, a  → vote(2) to b (lost)\n"
              "#1  1ms  b  vote(1) from a #0\n"
              "              P.x: 0 → 1\n"
              "\n"
              "2 events; 3 messages: 1 delivered, 1 lost, 1 on their way. Stopped after the steps asked for.\n"
              "invariant good held in 3 states\n"
              "invariant empty held in 3 states, but vacuously: there was no variable to look at\n"
              "invariant odd was never evaluated; unknown in 3 states: its formula faulted\n"
              "invariant later is not evaluated: `v` ranges over every Int\n"
              "property owed is open in 1 run: messages were lost\n"
              "property silent held in 2 runs, but vacuously: nothing that it speaks of happened\n");
}

TEST(RenderMermaid, DrawsArrowsAndLosses) {
    std::string text = renderMermaid(test::votingRun());
    EXPECT_EQ(text.rfind("sequenceDiagram\n", 0), 0u);
    EXPECT_EQ(count(text, "->>"), 14u);
    EXPECT_EQ(count(text, "--x"), 2u);
    EXPECT_NE(text.find("    actor L0 as k\n"), std::string::npos);
    EXPECT_NE(text.find("Note over L4: crash"), std::string::npos);
    auto run = test::votingRun();
    run.names[0] = "end";
    EXPECT_NE(renderMermaid(run).find("    actor L0 as #101;nd\n"), std::string::npos) << "`end` is a word of Mermaid";
}

TEST(Summary, CutsTextsByCodePoints) {
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(shortened("abcd", 3), "ab…");
    EXPECT_EQ(shortened("äöüß", 3), "äö…");
    EXPECT_EQ(columns("äöüß"), 4u);
    EXPECT_EQ(timeText(0), "0ms");
    EXPECT_EQ(timeText(1'500'000), "1.5ms");
    EXPECT_EQ(timeText(2'000'000'000), "2s");
    EXPECT_EQ(timeText(1234), "1.234us");
    EXPECT_EQ(timeText(1'158'772'045), "1.158s");
    EXPECT_EQ(timeText(1'121'242'400), "1.121s");
    EXPECT_EQ(timeText(999), "999ns");
}

}   // namespace
