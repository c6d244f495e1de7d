#include "backend/emit/archive.h"

#include <llvm/Object/Archive.h>
#include <llvm/Object/ArchiveWriter.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>

namespace evd::backend {

Status writeLibrary(const std::string& path, const std::string& objectName, const std::string& object,
                    const std::string& runtimeArchive) {
    auto unreadable = [&](const std::string& why) {
        return Error{"EVD5006", "linking failed: cannot read " + runtimeArchive + ": " + why};
    };
    auto file = llvm::MemoryBuffer::getFile(runtimeArchive);
    if (!file) return unreadable(file.getError().message());
    auto runtime = llvm::object::Archive::create((*file)->getMemBufferRef());
    if (!runtime) return unreadable(llvm::toString(runtime.takeError()));

    std::vector<llvm::NewArchiveMember> members;
    members.emplace_back(llvm::MemoryBufferRef(object, objectName));
    llvm::Error problem = llvm::Error::success();
    for (const llvm::object::Archive::Child& child : (*runtime)->children(problem)) {
        auto member = llvm::NewArchiveMember::getOldMember(child, true);
        if (!member) return unreadable(llvm::toString(member.takeError()));
        members.push_back(std::move(*member));
    }
    if (problem) return unreadable(llvm::toString(std::move(problem)));
    llvm::sys::fs::remove(path);
    if (auto error = llvm::writeArchive(path, members, llvm::SymtabWritingMode::NormalSymtab,
                                        llvm::object::Archive::K_GNU, true, false))
        return Error{"EVD6002", "cannot write " + path + ": " + llvm::toString(std::move(error))};
    return Done{};
}

}   // namespace evd::backend
