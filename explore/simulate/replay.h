#pragma once
// A run as the list of what was chosen in it, so that it can be played again, whole or in part.

#include "explore/simulate/recorder.h"

#include <string>
#include <vector>

namespace evd::explore {

/// One choice of a run, by what it is about: it does not depend on those before it, so that some may be left out.
struct Deed {
    Choice::Kind kind = Choice::Kind::Start;
    uint32_t location = 0;            ///< who; of Receive, Request and Lose the receiver
    uint32_t from = 0;                ///< Receive, Request, Lose: the sender
    ir::MessageId message = 0;        ///< Receive, Request, Lose
    std::vector<ir::Value> payload;   ///< Receive, Request, Lose: fields; Act: what was chosen. A timer is received
    ir::ActionRef action;             ///< Act
    ir::InstancePath instance;        ///< Act: preferred among those that can do it
    bool again = false;               ///< Receive: a second copy, which the network has made
    uint32_t event = 0;               ///< of the run: the one that it was, or the one before
};

/// The deeds of a run, in order. A message whose sender is the environment is put in and arrives at once; events that
/// were rejected, and receipts outside the system, are deeds too.
std::vector<Deed> deedsOf(const ir::Module& module, const Run& run);

/// A run of deeds and what became of them.
struct Replayed {
    Run run;
    std::vector<Deed> done;   ///< those that were possible; the others were left out
    bool timely = true;       ///< the clocks allow it: no timer that is set fires too early, or not at all
};

/// Plays deeds, each if it is possible when its turn comes, until a statement is violated. Time goes on as far as what
/// arrives needs; where there are timers, the events get times that suit all of them, if there are such. `options`:
/// what is recorded and judged.
Replayed replay(const ir::Interpreter& interpreter, const std::vector<Deed>& deeds, const RecorderOptions& options,
                Network network = {});

/// Where a run goes round for ever.
struct Round {
    size_t from = 0;        ///< deed: the rest of them comes again and again; if none is left, nothing else happens
    bool repeats = false;   ///< the network may repeat messages any number of times: each stays on its way once sent
};

/// Plays deeds of a run that goes round. It does if all of them are possible and the world is the same, in bytes, where
/// the round begins and where it ends; of a run that stays where it is, if nothing is possible there that must happen
/// (a start, an arrival, a fair action). Then statements are judged of the run that never ends, and Run::loop says
/// where it goes round; else nothing is judged. `timely` is of a run that has gone round three times.
Replayed replayRound(const ir::Interpreter& interpreter, const std::vector<Deed>& deeds, const Round& round,
                     const RecorderOptions& options, Network network = {});

/// The fewest deeds that have been found to violate the same statement, or to fail the same assertion, as `run`: whole
/// locations are left out, then more and more of the deeds (delta debugging: Zeller and Hildebrandt, 2002). Gives up
/// after a million deeds; what it returns violates it in any case, and only this statement is judged in it. Nothing if
/// `run` violates nothing, or if its replay does not.
std::optional<Replayed> shrunk(const ir::Interpreter& interpreter, const Run& run, const RecorderOptions& options,
                               Network network = {});

}   // namespace evd::explore
