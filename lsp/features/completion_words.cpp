#include "lsp/features/completion_words.h"

namespace evd::lsp {

const std::vector<Word> kTopWords = {{"param", "a value supplied at deployment"}, {"assume", "a fact about parameters"}, {"type", "an alias"}, {"enum", "a sum type"},
    {"fn", "a total pure function"}, {"extern fn", "a function of the host program"}, {"input", "a message from the environment"}, {"output", "a message to the environment"},
    {"message", "a message between locations"}, {"class", "an event class"}, {"state", "a state class"}, {"process", "a message automaton as one block"},
    {"open process", "a process others may extend"}, {"system", "what runs where"}, {"property", "a statement about runs"}, {"invariant", "what holds at every step"},
    {"check", "how to check a property"}, {"prove", "what to prove"}, {"import", "another module"}, {"spec", "the header of a spec"}};
const std::vector<Snippet> kTopSnippets = {
    {"process …", "process ${1:Name} {\n  var ${2:x} : ${3:Int} = ${4:0}\n\n  on ${5:m}($6) {\n    $0\n  }\n}", "a process with a variable and a handler"},
    {"class … => send", "class ${1:Name} = ${2:m}(${3:x}) => send ${4:n}(${3:x}) to ${0:self}", "an event class that answers a message"},
    {"state …", "state ${1:Name} : ${2:Int} = ${3:0} {\n  on ${4:m}(${5:x}) -> $0\n}", "a state class"},
    {"system …", "system ${1:Name} = ${2:P} at ${0:nodes}", "what runs where"},
    {"invariant …", "invariant ${1:name} = forall ${2:i} in ${3:nodes}: $0", "what holds at every step"}};
const std::vector<Word> kMemberWords = {{"var", "a variable"}, {"durable var", "a variable that survives a restart"}, {"on", "a handler"}, {"action", "a local action"},
    {"fair action", "an action that happens if it stays enabled"}, {"only", "a frame: who may change or send"}};
const std::vector<Snippet> kMemberSnippets = {
    {"on … { }", "on ${1:m}($2) {\n  $0\n}", "a handler"}, {"on … when", "on ${1:m}($2) when ${3:true} {\n  $0\n}", "a handler with a guard"},
    {"fair action …", "fair action ${1:name} when ${2:true} {\n  $0\n}", "an action with weak fairness"}, {"var …", "var ${1:x} : ${2:Int} = ${0:0}", "a variable"}};
const std::vector<Word> kStatementWords = {{"let", "a name for a value"}, {"if", "a choice"}, {"match", "a choice by pattern"}, {"for", "a loop over a collection"}, {"send", "a message to locations"},
    {"emit", "an output"}, {"after", "a delay before a send"}, {"spawn", "a new child process"}, {"become", "continue as another process"}, {"stop", "the process ends"}};
const std::vector<Snippet> kStatementSnippets = {{"send … to", "send ${1:m}($2) to ${0:self}", "a message to locations"}, {"after … send", "after ${1:1s} send ${2:m}($3) to ${0:self}", "a timer"},
    {"if … { }", "if ${1:true} {\n  $0\n}", "a choice"}, {"for … in", "for ${1:x} in ${2:xs} {\n  $0\n}", "a loop over a collection"}};
const std::vector<Word> kExpressionWords = {{"if", ""}, {"then", ""}, {"else", ""}, {"match", ""}, {"let", ""}, {"in", ""}, {"not", ""}, {"and", ""}, {"or", ""}, {"implies", ""}, {"iff", ""}, {"mod", ""},
    {"true", ""}, {"false", ""}, {"self", "the location of the event"}, {"all", "`all x in s: p`"}, {"any", "`any x in s: p`"}, {"when", ""}, {"send", ""}, {"emit", ""}, {"to", ""}, {"with", ""}};
const std::vector<Word> kLogicWords = {{"forall", ""}, {"exists", ""}, {"always", ""}, {"eventually", ""}, {"leads_to", ""}, {"sent", "a send event"}, {"was_sent", "whether a message was sent"}, {"at", ""}, {"of", ""}, {"before", ""}, {"after", ""}};
const std::vector<Word> kClassWords = {{"start", "the first event of a location"}, {"once", "only the first event"}, {"until", "no event after the end"}, {"before", "the value of a state before the event"},
    {"latest", "the last value of a class"}, {"each", "`each p in C spawn D(p)`"}, {"when", ""}, {"at", ""}, {"as", ""}, {"from", ""}};
const std::vector<Word> kFaults = {{"crash", "locations stop"}, {"restart", "locations begin again"}, {"drop", "messages get lost"}, {"duplicate", "messages arrive twice"},
    {"reorder", "messages overtake each other"}, {"delay", "messages arrive late"}, {"partition", "locations cannot reach each other"}};
const std::vector<const char*> kBasicTypes = {"Int", "Nat", "Bool", "Unit", "Str", "Bytes", "Loc", "Duration", "Send"};
const std::vector<Snippet> kGenericTypes = {{"List", "List<${1:Int}>", "elements in order"}, {"Set", "Set<${1:Loc}>", "distinct elements"}, {"Bag", "Bag<${1:Int}>", "elements with repetitions"},
    {"Map", "Map<${1:Loc}, ${2:Int}>", "values by key"}, {"Ring", "Ring<${1:Loc}>", "elements in a circle; only of parameters"}, {"Option", "Option<${1:Int}>", "a value or none"}};

} // namespace evd::lsp
