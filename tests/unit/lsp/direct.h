#pragma once
// Requests without a server around them: the handlers themselves, on one document.

#include "lsp/server/request.h"

#include <memory>
#include <string>

namespace evd::lsp::testing {

class Direct {
public:
    Direct(const std::string& path, const std::string& text, Client client = {})
        : Direct(World(EVD_SOURCE_DIR "/stdlib").withText(path, text, 1), path, std::move(client)) {}
    /// One document of several.
    Direct(std::shared_ptr<const World> world, const std::string& path, Client client = {})
        : path_(path), world_(std::move(world)), client_(std::move(client)) {}

    /// The reply to a request about the document.
    Reply operator()(const std::string& method, Json params) const {
        params["textDocument"] = {{"uri", "file://" + path_}};
        return bare(method, params);
    }
    /// The reply to a request with these parameters and no others.
    Reply bare(const std::string& method, const Json& params) const {
        return handlers().at(method)(
            Request{params, world_, settings_, client_, Encoder{client_.unit}, cancelled_, tokens_});
    }
    const Analysis& analysis() const { return *world_->analysis(path_); }

private:
    std::string path_;
    std::shared_ptr<const World> world_;
    Settings settings_;
    Client client_;
    std::atomic<bool> cancelled_{false};
    mutable TokenCache tokens_;
};

}   // namespace evd::lsp::testing
