#pragma once
// Some documents, and requests about them without a server.

#include "tests/unit/lsp/direct.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <tuple>

namespace evd::lsp::testing {

/// Some documents, and requests about them without a server.
class Folder {
public:
    explicit Folder(const std::map<std::string, std::string>& files)
        : files_(files), world_(std::make_shared<const World>(EVD_SOURCE_DIR "/stdlib")) {
        for (const auto& [name, text] : files) world_ = world_->withText("/specs/" + name, text, 1);
    }

    Reply ask(const std::string& method, const Json& params) const { return Direct(world_, "").bare(method, params); }
    static std::string uri(const std::string& name) { return "file:///specs/" + name; }
    /// Asks about the `which`-th place where `before` stands, at the `|` in it.
    Reply at(const std::string& method, const std::string& name, const std::string& marked,
             Json params = Json::object(), size_t which = 0) const {
        size_t bar = marked.find('|');
        std::string plain = marked.substr(0, bar) + marked.substr(bar + 1);
        const std::string& text = files_.at(name);
        size_t found = text.find(plain);
        for (; which > 0; --which) found = text.find(plain, found + 1);
        EXPECT_NE(found, std::string::npos) << marked;
        params["textDocument"] = {{"uri", uri(name)}};
        params["position"] = Encoder().position(SourceFile(name, text), static_cast<uint32_t>(found + bar));
        return ask(method, params);
    }
    /// The text of every file that a rename changes, or why it is refused.
    std::map<std::string, std::string> renamed(const std::string& name, const std::string& marked,
                                               const std::string& to) const {
        Reply reply = at("textDocument/rename", name, marked, {{"newName", to}});
        if (reply.error) return {{"refused", reply.error->second}};
        return applied(reply.result);
    }
    bool refuses(const std::string& name, const std::string& marked, const std::string& to) const {
        return renamed(name, marked, to).count("refused") != 0;
    }
    /// The text of every file that an edit changes.
    std::map<std::string, std::string> applied(const Json& edit) const {
        std::map<std::string, std::string> out;
        if (!edit.is_object()) return out;
        for (const auto& [where, edits] : edit["changes"].items()) {
            std::string name = where.substr(uri("").size()), text = files_.at(name);
            SourceFile file(name, text);
            std::vector<std::tuple<uint32_t, uint32_t, std::string>> all;
            for (const Json& one : edits)
                all.emplace_back(Encoder().offset(file, one["range"]["start"]),
                                 Encoder().offset(file, one["range"]["end"]), one["newText"].get<std::string>());
            std::sort(all.rbegin(), all.rend());
            for (const auto& [begin, end, with] : all) text.replace(begin, end - begin, with);
            out[name] = text;
        }
        return out;
    }

private:
    std::map<std::string, std::string> files_;
    std::shared_ptr<const World> world_;
};

}   // namespace evd::lsp::testing
