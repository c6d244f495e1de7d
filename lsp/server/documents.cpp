// Open documents, files of the workspace, and their background checks.

#include "lsp/protocol/uri.h"
#include "lsp/server/check_record.h"
#include "lsp/server/deployments.h"
#include "lsp/server/server.h"
#include "lsp/server/text_edits.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace evd::lsp {

namespace {

// Keys that come faster than anybody reads are a burst. A text of a burst is checked if it stands for a moment;
// mistakes in it, which the next key may mend, are shown after a pause. Red that is no longer right goes at once: an
// editor that gets an answer for each key is busy with them for seconds, and shows old ones under text that is correct
// by then.
constexpr auto kBurst = std::chrono::milliseconds(250);   // three edits within
constexpr auto kMoment = std::chrono::milliseconds(50);
constexpr auto kPause = std::chrono::milliseconds(350);

bool isSpec(const std::string& path) { return path.size() > 4 && path.compare(path.size() - 4, 4, ".evd") == 0; }

}   // namespace

bool Server::inWorkspace(const std::string& path) const {
    if (!isSpec(path)) return false;
    return std::any_of(client_.folders.begin(), client_.folders.end(), [&](const auto& folder) {
        return path.starts_with(folder.first == "/" ? "/" : folder.first + "/") ||
               path.starts_with(folder.second == "/" ? "/" : folder.second + "/");
    });
}

bool Server::published(const std::string&, const FileEntry& entry) const {
    return entry.version.has_value() || settings_->flag("diagnostics.workspace");
}

Server::Document* Server::documentOf(const std::string& uri) {
    if (auto found = documents_.find(uri); found != documents_.end()) return &found->second;
    Document* last = nullptr;
    std::string path = pathOf(uri);
    for (auto& [name, document] : documents_)
        if (document.path == path && (last == nullptr || document.touched > last->touched)) last = &document;
    return last;
}

void Server::show(const std::string& uri, Document& document, const std::string& edited) {
    document.touched = ++touches_;
    if (isDeployment(document.path)) return showDeployment(uri, document, !edited.empty());
    setWorld(world_->withText(document.path, document.text, document.version, uri), edited);
}

void Server::didOpen(const Json& params) {
    const Json& document = member(params, "textDocument");
    std::string uri = stringAt(document, "uri");
    if (uri.empty() || !member(document, "text").is_string()) return;
    std::string path = pathOf(uri);
    tokens_.forget(path);
    Document& opened = documents_[uri] = {path, stringAt(document, "text"), intAt(document, "version")};
    show(uri, opened, "");
}

void Server::didChange(const Json& params) {
    std::string uri = stringAt(member(params, "textDocument"), "uri");
    Document* document = documentOf(uri);
    if (document == nullptr) {
        options_.log("a change of a document that is not open: " + uri);
        return;
    }
    const Json& changes = member(params, "contentChanges");
    if (!changes.is_array()) return;
    for (const Json& change : changes) {
        TextChange one;
        one.text = stringAt(change, "text");
        const Json& range = member(change, "range");
        if (range.is_object()) one.range = {lineColumn(member(range, "start")), lineColumn(member(range, "end"))};
        document->text = applied(document->text, one, client_.unit);
    }
    document->version = intAt(member(params, "textDocument"), "version");
    show(uri, *document, document->path);
}

void Server::didClose(const Json& params) {
    std::string uri = stringAt(member(params, "textDocument"), "uri");
    Document* document = documentOf(uri);
    std::string path = document == nullptr ? pathOf(uri) : document->path;
    std::erase_if(documents_, [&](const auto& one) { return &one.second == document; });
    tokens_.forget(path);
    const std::pair<const std::string, Document>* other = nullptr;
    for (auto& one : documents_)
        if (one.second.path == path && (other == nullptr || one.second.touched > other->second.touched)) other = &one;
    if (other != nullptr) return show(other->first, documents_[other->first], "");
    if (isDeployment(path)) return closeDeployment(path);
    checks_.erase(path);
    std::error_code none;
    const FileEntry* entry = world_->find(path);
    bool stays = (inWorkspace(path) || (entry != nullptr && entry->ofWorkspace)) &&
                 std::filesystem::is_regular_file(path, none);   // never saved, or deleted meanwhile: gone
    setWorld(world_->fromDisk(path, stays));
    if (!stays) clear(path);
}

void Server::watchedFilesChanged(const Json& params) {
    const Json& changes = member(params, "changes");
    if (!changes.is_array()) return;
    for (const Json& change : changes) {
        std::string path = pathOf(stringAt(change, "uri"));
        if (world_->overlay()->count(path) != 0) continue;   // what the editor holds comes first
        outdateRuns(path);
        if (!isSpec(path)) continue;
        bool deleted = intAt(change, "type") == 3;
        const FileEntry* entry = world_->find(path);
        bool ours = inWorkspace(path) || inWorkspace(spelledPath(stringAt(change, "uri"))) ||
                    (entry != nullptr && entry->ofWorkspace);
        setWorld(world_->fromDisk(path, !deleted && ours));
        if (deleted) clear(path);
    }
}

void Server::setWorld(std::shared_ptr<const World> world, const std::string& edited) {
    world_ = std::move(world);
    auto now = Clock::now();
    if (!edited.empty()) {
        edits_ = {edits_[1], edits_[2], now};
        dropBackground();
    }
    for (const auto& [path, entry] : world_->files()) {
        if (!published(path, entry)) {
            waiting_.erase(path);
            continue;
        }
        if (entry.check->peek() && shown_.count(path) != 0) continue;
        Waiting& waiting = waiting_[path];
        if (path == edited) {
            waiting.due = now + debounce(waiting.running);
            if (inBurst()) waiting.due = std::max(waiting.due, now + kMoment);
        } else if (waiting.due == Clock::time_point()) waiting.due = now;
        else if (!entry.version) waiting.due = now + debounce(true);   // dependents follow the typing at a distance
    }
    std::erase_if(waiting_, [&](const auto& one) { return world_->find(one.first) == nullptr && !one.second.running; });
    reportStatus();
}

bool Server::inBurst() const { return idlers_.empty() && edits_.back() - edits_.front() < kBurst; }

bool Server::comesTooSoon(const std::string& path, const FileEntry& entry, const Analysis& analysis) const {
    if (!entry.version || !inBurst() || Clock::now() >= edits_.back() + kPause) return false;
    auto shown = shown_.find(path);
    if (shown == shown_.end()) return false;
    return !shown->second.red || analysis.diagnostics().hasErrors();
}

std::chrono::milliseconds Server::debounce(bool outrun) const {
    int64_t least = settings_->number("diagnostics.debounce");
    if (durations_.empty() || !outrun) return std::chrono::milliseconds(least);
    std::vector<double> sorted(durations_.begin(), durations_.end());
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
    double median = sorted[sorted.size() / 2];
    // Small files are checked at once; others after about the time that a check takes, so that checks keep up with
    // typing.
    int64_t adaptive = median <= 20 ? 0 : std::clamp<int64_t>(static_cast<int64_t>(median), 50, 500);
    return std::chrono::milliseconds(std::max(least, adaptive));
}

std::optional<EventQueue::Clock::time_point> Server::nextDeadline() const {
    std::optional<Clock::time_point> next;
    for (const auto& [path, waiting] : waiting_)
        if (!waiting.running && (!next || waiting.due < *next)) next = waiting.due;
    if (wantsToExplore()) {
        const auto due = edits_.back() + kPause;
        if (due > Clock::now() && (!next || due < *next)) next = due;
    }
    return next;
}

void Server::startDueChecks() {
    startDueDeployments();
    if (Clock::now() >= edits_.back() + kPause) startDueExplorations();
    auto now = Clock::now();
    for (auto& [path, waiting] : waiting_) {
        if (waiting.running || waiting.due > now) continue;
        const FileEntry* entry = world_->find(path);
        if (entry == nullptr) continue;
        waiting.running = true;
        auto job = [this, path = path, check = entry->check] {
            CheckDone done{path, check, nullptr, ""};
            try {
                if (!check->retired()) done.found = check->get();
            } catch (const std::exception& error) { done.crash = error.what(); }
            queue_.push(std::move(done));
        };
        if (entry->version) pool_->request(std::move(job));
        else pool_->background(std::move(job));
    }
}

void Server::handle(CheckDone& event) {
    auto waiting = waiting_.find(event.path);
    if (waiting != waiting_.end()) waiting->second.running = false;
    const FileEntry* entry = world_->find(event.path);
    crashed_ = !event.crash.empty();
    if (crashed_) options_.log("internal error while checking " + event.path + ": " + event.crash);
    // A result for older texts is never published; the file is still in line.
    if (entry != nullptr && entry->check == event.check && (event.found || crashed_)) {
        if (event.found && waiting != waiting_.end() && comesTooSoon(event.path, *entry, *event.found)) {
            waiting->second.due = edits_.back() + kPause;
            return;
        }
        if (waiting != waiting_.end()) waiting_.erase(waiting);
        if (event.found && published(event.path, *entry)) {
            found(event);
            lookAgain(event);
            for (auto& [deployment, state] : deployments_)   // it may be for this spec
                state.stale |= entry->version || std::filesystem::path(deployment).parent_path() ==
                                                     std::filesystem::path(event.path).parent_path();
            if (entry->version) durations_.push_back(event.found->milliseconds());
            if (durations_.size() > 9) durations_.pop_front();
        }
    } else if (entry == nullptr && waiting != waiting_.end()) waiting_.erase(waiting);
    reportStatus();
}

void Server::lookAgain(const CheckDone& done) {
    if (done.found->diagnostics().hasErrors()) return;
    ++looks_;
    pool_->background([this, look = LookDone{done.path, done.check, done.found, ""}]() mutable {
        try {
            if (!look.check->retired()) look.found->secondLook();
        } catch (const std::exception& error) { look.crash = error.what(); }
        queue_.push(std::move(look));
    });
}

void Server::handle(LookDone& event) {
    --looks_;
    if (!event.crash.empty()) options_.log("internal error while lowering " + event.path + ": " + event.crash);
    const FileEntry* entry = world_->find(event.path);
    bool current = entry != nullptr && entry->check == event.check && published(event.path, *entry);
    const SecondLook* look = event.found->secondLookIfKnown();
    if (current && look != nullptr && !look->found.all().empty()) {
        std::set<std::string> paths;
        for (auto& [path, list] : diagnosticsByFile(look->found.all(), event.found->sources(), publishOptions())) {
            Json& all = further_[event.path].found[path];
            if (all.is_null()) all = Json::array();
            all.insert(all.end(), list.begin(), list.end());
            paths.insert(path);
        }
        publishAgain(paths);
    }
    if (current && look != nullptr) {
        if (entry->version) noteMeanings(event.path, *entry, *event.found);
        if (!world_->checks(event.path).empty()) publishAgain(filesFoundBy(event.path));   // what is old is known now
    }
    reportStatus();
}

void Server::found(const CheckDone& done) {
    std::set<std::string> elsewhere = filesFoundBy(done.path);
    // A module may be wrong only as this spec uses it; its own check knows nothing of that.
    std::vector<Diagnostic> errors;
    for (const Diagnostic& one : done.found->diagnostics().all())
        if (one.severity == Severity::Error && one.span.file != done.found->tree().file) errors.push_back(one);
    further_[done.path] = {done.check, diagnosticsByFile(errors, done.found->sources(), publishOptions())};
    elsewhere.merge(filesFoundBy(done.path));
    publish(done.path, *world_->find(done.path), *done.found);
    elsewhere.erase(done.path);
    publishAgain(elsewhere);
}

void Server::handle(RunDone& event) { keep(event.path, event.run->after(world_->run(event.path))); }

void Server::keep(const std::string& spec, std::shared_ptr<const RunRecord> run) {
    std::set<std::string> paths = filesFoundBy(spec);
    world_ = world_->withRun(spec, std::move(run));
    verdictsChanged(spec, std::move(paths));
}

void Server::verdictsChanged(const std::string& spec, std::set<std::string> paths) {
    paths.merge(filesFoundBy(spec));
    paths.insert(spec);
    publishAgain(paths);
    if (client_.refreshLenses) ask("workspace/codeLens/refresh", Json(), [](const Json&) {});
    if (client_.ownCommands) notify("evident/verdicts", {{"uri", world_->uris()->of(spec)}});
}

void Server::showDeployment(const std::string& uri, const Document& document, bool edited) {
    world_ = world_->withDeployment(document.path, document.text, uri);
    deployments_[document.path].stale = true;
    if (edited) outdateRuns(document.path);
    reportStatus();
}

void Server::closeDeployment(const std::string& path) {
    hide(world_->uris()->of(path));
    deployments_.erase(path);
    world_ = world_->withDeployment(path, std::nullopt);
    outdateRuns(path);   // the file on disk may be another one
    reportStatus();
}

void Server::startDueDeployments() {
    for (auto& [path, state] : deployments_) {
        if (!state.stale || state.running) continue;
        state = {false, true};
        pool_->background([this, path = path, world = world_, options = publishOptions()] {
            DeploymentDone done{path, Json::array(), ""};
            try {
                done.diagnostics = diagnosticsOf(*world, path, options);
            } catch (const std::exception& error) { done.crash = error.what(); }
            queue_.push(std::move(done));
        });
    }
}

void Server::handle(DeploymentDone& event) {
    if (!event.crash.empty()) options_.log("internal error while looking at " + event.path + ": " + event.crash);
    auto state = deployments_.find(event.path);
    if (state != deployments_.end()) {
        state->second.running = false;
        std::string uri = world_->uris()->of(event.path);
        const Document* document = documentOf(uri);
        if (!state->second.stale && document != nullptr)   // else the next look is under way
            notify("textDocument/publishDiagnostics",
                   {{"uri", uri}, {"diagnostics", std::move(event.diagnostics)}, {"version", document->version}});
    }
    reportStatus();
}

void Server::outdateRuns(const std::string& deployment) {
    for (const auto& [path, run] : std::map(world_->runs())) {
        auto old = std::make_shared<RunRecord>(*run);
        bool changes = false;
        auto outdate = [&](RunRecord& one) {
            changes |= one.deployment == deployment && !one.deploymentChanged;
            one.deploymentChanged |= one.deployment == deployment;
        };
        outdate(*old);
        for (auto& other : old->others) {
            auto copy = std::make_shared<RunRecord>(*other);
            outdate(*copy);
            other = std::move(copy);
        }
        if (changes) keep(path, std::move(old));
    }
}

std::set<std::string> Server::filesFoundBy(const std::string& spec) const {
    std::set<std::string> out;
    if (auto further = further_.find(spec); further != further_.end())
        for (const auto& [path, list] : further->second.found) out.insert(path);
    if (auto run = world_->run(spec)) {
        for (const auto& [path, list] : run->found) out.insert(path);
        for (const auto& other : run->others)
            for (const auto& [path, list] : other->found) out.insert(path);
    }
    for (const auto& record : world_->checks(spec)) {
        out.insert(spec);
        for (const Diagnostic& one : record->diagnostics)
            if (one.span.file < record->sources.size())
                out.insert(fileName(record->sources.file(one.span.file).path()));
    }
    return out;
}

void Server::publishAgain(const std::set<std::string>& paths) {
    for (const std::string& path : paths) {
        const FileEntry* entry = world_->find(path);
        if (entry == nullptr || !published(path, *entry) || shown_.count(path) == 0) continue;
        if (auto analysis = entry->check->peek()) publish(path, *entry, *analysis);
    }
}

PublishOptions Server::publishOptions() const {
    return {Encoder{client_.unit, world_->uris()}, options_.documentation,
            static_cast<size_t>(settings_->number("diagnostics.maximum"))};
}

void Server::publish(const std::string& path, const FileEntry& entry, const Analysis& analysis) {
    const PublishOptions options = publishOptions();
    DiagnosticList list(options.maximum);
    for (const Diagnostic& one : analysis.diagnostics().all()) {
        if (one.span.file != analysis.tree().file) continue;   // it is published for its own file
        if (list.full()) list.count();
        else list.add(diagnosticJson(one, analysis.sources(), options));
    }
    // What a run finds has perhaps been found by an exploration, whose run is a shortest one.
    auto addAll = [&](const Json& more, bool ofRun = false) {
        for (const Json& one : more)
            if (!ofRun || !list.hasLike(one)) list.addOnce(one);
    };
    for (const auto& [spec, further] : further_) {
        const FileEntry* current = world_->find(spec);
        auto here = further.found.find(path);
        if (current != nullptr && current->check == further.check && here != further.found.end()) addAll(here->second);
    }
    for (const auto& [spec, records] : world_->checks()) {
        const FileEntry* of = world_->find(spec);
        const auto current = spec == path ? nullptr : of == nullptr ? nullptr : of->check->peek();
        if (spec != path && !current) continue;   // it comes again once the spec has been checked
        const auto all = findings(*world_, spec, spec == path ? analysis : *current, options);
        if (auto here = all.find(path); here != all.end()) addAll(here->second);
    }
    for (const auto& [spec, run] : world_->runs()) {
        auto addOf = [&, spec = spec](const RunRecord& one) {
            auto here = one.found.find(path);
            if (isFresh(*world_, spec, one)) {
                if (here != one.found.end()) addAll(here->second, true);
            } else if (spec == path) addAll(staleFindings(one, analysis, options), true);
        };
        addOf(*run);
        for (const auto& other : run->others) addOf(*other);
    }
    std::string uri = world_->uris()->of(path);
    if (auto before = shown_.find(path); before != shown_.end() && before->second.uri != uri) hide(before->second.uri);
    Json params = {{"diagnostics", list.take()}, {"uri", uri}};
    if (entry.version) params["version"] = *entry.version;
    shown_[path] = {uri, analysis.diagnostics().hasErrors()};
    notify("textDocument/publishDiagnostics", std::move(params));
}

void Server::clear(const std::string& path) {
    waiting_.erase(path);
    std::set<std::string> elsewhere = filesFoundBy(path);
    elsewhere.erase(path);
    further_.erase(path);
    publishAgain(elsewhere);
    if (auto before = shown_.find(path); before != shown_.end()) {
        hide(before->second.uri);
        shown_.erase(before);
    }
}

void Server::hide(const std::string& uri) {
    notify("textDocument/publishDiagnostics", {{"uri", uri}, {"diagnostics", Json::array()}});
}

void Server::reportStatus() {
    bool quiescent = waiting_.empty() && looks_ == 0 &&
                     std::none_of(deployments_.begin(), deployments_.end(),
                                  [](const auto& one) { return one.second.stale || one.second.running; });
    if (quiescent) {
        for (const Json& id : idlers_) reply(id, nullptr);
        idlers_.clear();
    }
    if (quiescent == quiescent_ || state_ != State::Running) return;
    quiescent_ = quiescent;
    notify("evident/status", {{"health", crashed_ ? "error" : "ok"},
                              {"quiescent", quiescent},
                              {"message", crashed_    ? "a check failed with an internal error; the log tells more"
                                          : quiescent ? "ready"
                                                      : "checking"}});
}

}   // namespace evd::lsp
