#pragma once
// Deployment files that are open in an editor: whose they are, and what is wrong with them.

#include "lsp/protocol/publish.h"
#include "lsp/server/world.h"

namespace evd::lsp {

/// Whether a file can be a deployment by its name.
bool isDeployment(std::string_view path);

/// The deployment file that a spec runs with unless another one is named: the fitting one in its folder. Empty if there
/// is none.
std::string deploymentBeside(const std::string& spec);

/// The specs that a deployment file is for, by path: those that run with it unless another one is named, else those
/// that have run with it, else, if it has [locations], the only one of its folder.
std::vector<std::string> specsOf(const World& world, const std::string& deployment);

/// What is wrong with a deployment file as `evident run` sees it. Of a file that is for several specs, or systems, what
/// is wrong for each of them. A spec with errors says nothing; then only the form of the file is looked at.
Json diagnosticsOf(const World& world, const std::string& deployment, const PublishOptions& options);

}   // namespace evd::lsp
