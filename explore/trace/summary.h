#pragma once
// Sentences about a run that several writers share.

#include "explore/trace/run.h"

#include <string>
#include <vector>

namespace evd::explore {

struct Series;

/// Sends of one event with equal text, joined: `vote(0, 1)` to n1, n2 (lost), n3.
struct SendGroup {
    std::string text;
    std::vector<uint32_t> messages;
};
std::vector<SendGroup> groupSends(const Run& run, const Event& event);

/// `n1, n2 (lost), n3 twice`: where the messages of a group went and what became of them.
std::string destinations(const Run& run, const SendGroup& group);

/// "52 events; 30 messages: 25 delivered, 3 lost, 2 on their way."
std::string countSentence(const Run& run);
/// "Nothing more can happen." and the like.
std::string endSentence(const Run& run);

/// "from here it goes round for ever: #12 … #17". The run must go round.
std::string roundText(const Run& run);

/// `i = n1, j = n3`.
std::string witnessText(const std::vector<ir::Binding>& witness);
/// "invariant one is violated", "the assertion `left >= 0` fails". There must be a violation.
std::string violatedText(const Run& run);
/// "after event #12, for i = n1, j = n3": when an invariant was violated, and by what. There must be a violation.
std::string violationText(const Run& run);
/// "held in 7 states", "is not evaluated: …": what became of a statement that was not violated.
std::string outcome(const Run::Watched& watched);
/// `invariant` or `property`.
std::string kindText(ir::StatementKind kind);
std::string kindText(const Run::Watched& watched);

/// What else must not go unsaid, a sentence each: actions that could not be tried, and messages that nothing handles.
std::vector<std::string> remarks(const Run& run);
/// The same of several runs. `like`: any of them.
std::vector<std::string> remarks(const Series& series, const Run& like);
/// The statements of the spec that were not evaluated, a sentence each.
std::vector<std::string> notEvaluated(const Run& run);

/// The width of a text in columns: its UTF-8 code points.
size_t columns(const std::string& text);
/// The text cut to at most `width` columns, with `…` if something was cut.
std::string shortened(const std::string& text, size_t width);

}   // namespace evd::explore
