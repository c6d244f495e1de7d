#pragma once
// Where things stand in a space-time diagram: locations are columns, time runs downwards.

#include "explore/trace/run.h"

#include <string>
#include <vector>

namespace evd::explore {

/// One mark in the diagram: an event, or the place where a message got lost.
struct Mark {
    std::optional<uint32_t> event;
    std::optional<uint32_t> lost;   ///< the message, if this is a loss
    size_t row = 0;
    double x = 0, y = 0;
    std::string label;                ///< cut to the room there is
    std::vector<std::string> extra;   ///< further lines: emitted values, faults, violations
    bool labelLeft = false;           ///< the label stands on the left of the mark, else on the right
};

struct Lane {
    uint32_t location = 0;
    double x = 0;
};
struct Row {
    double y = 0, height = 0;
};

/// Marks of one row are causally unrelated, their labels do not touch, and rows are ordered as the run is; so a message
/// always goes down.
struct DiagramLayout {
    std::vector<Lane> lanes;   ///< from left to right; locations outside the system first
    std::vector<Mark> marks;
    std::vector<Row> rows;
    std::vector<size_t> laneOf;              ///< by location number; SIZE_MAX if it does not appear
    std::vector<size_t> markOf;              ///< by event id
    std::vector<size_t> lossOf;              ///< by message id: the mark of its loss; SIZE_MAX if it was not lost
    double width = 0, top = 0, bottom = 0;   ///< the lanes run from top to bottom
};

/// Widths the layout and the writer agree on, in pixels.
inline constexpr double kGlyphWidth = 6.65;   ///< one column of the 11 px monospace label font
inline constexpr double kLineHeight = 14;
inline constexpr double kLabelGap = 11;   ///< from the mark's middle to its label

DiagramLayout layOut(const Run& run);

}   // namespace evd::explore
