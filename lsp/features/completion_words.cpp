#include "lsp/features/completion_words.h"

namespace evd::lsp {

const std::vector<const char*> kTopWords = {
    "param",         "assume",  "type",     "enum",      "fn",        "extern fn",    "input",
    "output",        "message", "class",    "state",     "process",   "open process", "durable process",
    "durable state", "system",  "property", "invariant", "predicate", "check",        "prove",
    "scenario",      "import",  "spec",     "links",     "quorum",    "observer",     "environment process",
    "clocks drift"};
const std::vector<Snippet> kTopSnippets = {
    {"process …", "process ${1:Name} {\n  var ${2:x} : ${3:Int} = ${4:0}\n\n  on ${5:m}($6) {\n    $0\n  }\n}",
     "a process with a variable and a handler"},
    {"class … => send", "class ${1:Name} = ${2:m}(${3:x}) => send ${4:n}(${3:x}) to ${0:self}",
     "an event class that answers a message"},
    {"state …", "state ${1:Name} : ${2:Int} = ${3:0} {\n  on ${4:m}(${5:x}) -> $0\n}", "a state class"},
    {"system …", "system ${1:Name} = ${2:P} at ${0:nodes}", "what runs where"},
    {"environment process …", "environment process ${1:Client} {\n  action ${2:ask} when ${3:true} {\n    $0\n  }\n}",
     "a process that plays what is around the protocol"},
    {"observer …",
     "observer ${1:Name} {\n  var ${2:x} : ${3:Int} = ${4:0}\n\n  on ${5:m}($6) at ${7:i} {\n    $0\n  }\n}",
     "sees the events of all locations, for statements"},
    {"quorum …", "quorum ${1:Q} of ${2:nodes} = size >= ${0:2}", "subsets of a size, for statements"},
    {"links …", "links ${1:fifo} of ${0:m}", "what the network promises"},
    {"scenario …", "scenario ${1:name} with ${2:nodes = {n1, n2\\}} {\n  $0\n}", "a run that is written down"},
    {"invariant …", "invariant ${1:name} = forall ${2:i} in ${3:nodes}: $0", "what holds at every step"}};
const std::vector<const char*> kMemberWords = {"var", "durable var", "on", "action", "fair action", "timer", "only"};
const std::vector<Snippet> kMemberSnippets = {
    {"on … { }", "on ${1:m}($2) {\n  $0\n}", "a handler"},
    {"on … when", "on ${1:m}($2) when ${3:true} {\n  $0\n}", "a handler with a guard"},
    {"fair action …", "fair action ${1:name} when ${2:true} {\n  $0\n}", "an action with weak fairness"},
    {"var …", "var ${1:x} : ${2:Int} = ${0:0}", "a variable"}};
const std::vector<const char*> kStatementWords = {"let",   "if",     "match", "for",    "send", "emit",  "after",
                                                  "spawn", "become", "stop",  "assert", "set",  "cancel"};
const std::vector<Snippet> kStatementSnippets = {
    {"send … to", "send ${1:m}($2) to ${0:self}", "a message to locations"},
    {"after … send", "after ${1:1s} send ${2:m}($3) to ${0:self}", "a message that leaves later"},
    {"set … after", "set ${1:t} after ${0:1s}", "a timer"},
    {"set … between", "set ${1:t} between ${2:150ms} and ${0:300ms}", "a random time-out"},
    {"if … { }", "if ${1:true} {\n  $0\n}", "a choice"},
    {"for … in", "for ${1:x} in ${2:xs} {\n  $0\n}", "a loop over a collection"}};
const std::vector<const char*> kExpressionWords = {"if",  "then",    "else", "match", "let",  "in",    "not",  "and",
                                                   "or",  "implies", "iff",  "mod",   "true", "false", "self", "all",
                                                   "any", "when",    "send", "emit",  "to",   "with"};
const std::vector<const char*> kLogicWords = {"forall",    "exists",   "always", "eventually", "leads_to",
                                              "sent",      "was_sent", "at",     "of",         "before",
                                              "in_flight", "happened", "runs",   "after"};
const std::vector<const char*> kClassBeginnings = {"start", "once", "latest", "each"};
const std::vector<const char*> kClassOperators = {"until", "before", "when", "at", "as", "from"};
const std::vector<const char*> kStepWords = {"expect", "fairly", "wait"};
const std::vector<const char*> kStepVerbs = {"receives", "does", "rejects", "loses", "starts", "crashes", "restarts"};
const std::vector<Snippet> kStepSnippets = {
    {"… receives", "${1:n1} receives ${2:m}(${3:_}) from ${0:n2}", "a message arrives"},
    {"fairly until", "fairly until $0", "whatever can happen happens, until something holds"}};
const std::vector<const char*> kFaults = {"crash", "restart", "drop", "duplicate", "reorder", "delay", "partition"};
const std::vector<const char*> kBasicTypes = {"Int", "Nat", "Bool", "Unit", "Str", "Bytes", "Loc", "Duration", "Send"};
const std::vector<Snippet> kGenericTypes = {{"List", "List<${1:Int}>", "elements in order"},
                                            {"Set", "Set<${1:Loc}>", "distinct elements"},
                                            {"Bag", "Bag<${1:Int}>", "elements with repetitions"},
                                            {"Map", "Map<${1:Loc}, ${2:Int}>", "values by key"},
                                            {"Ring", "Ring<${1:Loc}>", "elements in a circle; only of parameters"},
                                            {"Option", "Option<${1:Int}>", "a value or none"}};

}   // namespace evd::lsp
