#include "explore/trace/gaps.h"

namespace evd::explore {

std::string_view kindName(Gap::Kind kind) {
    switch (kind) {
    case Gap::Kind::Message:
    case Gap::Kind::Timer:
    case Gap::Kind::Seen:
    case Gap::Kind::Refused: return "handler";
    case Gap::Kind::Action: return "action";
    case Gap::Kind::Start: return "start";
    case Gap::Kind::Then:
    case Gap::Kind::Else: return "branch";
    }
    return "";
}

std::string_view reason(Gap::Kind kind) {
    switch (kind) {
    case Gap::Kind::Message: return "no such message arrived";
    case Gap::Kind::Timer: return "the timer never fired";
    case Gap::Kind::Seen: return "nothing like that happened";
    case Gap::Kind::Refused: return "its pattern or guard never held";
    case Gap::Kind::Action: return "was never done";
    case Gap::Kind::Start: return "never happened";
    case Gap::Kind::Then: return "was never true";
    case Gap::Kind::Else: return "was never false";
    }
    return "";
}

}   // namespace evd::explore
