#include "lsp/features/fields.h"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace evd::lsp {

namespace {

/// A type by its form, comparable between programs.
struct Form {
    std::string head;   ///< what it is made of; empty: of anything
    std::vector<Form> parts;
};

Form formOf(const Analysis& analysis, sema::TypeRef type) {
    Form out;
    if (type == nullptr) return out;
    switch (type->kind) {
    case sema::Kind::Generic:
    case sema::Kind::Variable:
    case sema::Kind::Error: return out;
    case sema::Kind::Nat: out.head = std::to_string(static_cast<int>(sema::Kind::Int)); break;   // one type with Int
    default: out.head = std::to_string(static_cast<int>(type->kind)); break;                     // every other kind
    }
    for (const std::string& field : type->fields) out.head += " " + field;
    if (type->symbol != sema::kNoSymbol) {
        SymbolKey key = keyOf(analysis, type->symbol);
        out.head += " " + key.path + ":" + std::to_string(key.begin) + ":" + key.name;
    }
    for (sema::TypeRef part : type->args) out.parts.push_back(formOf(analysis, part));
    return out;
}

bool alike(const Form& a, const Form& b) {
    if (a.head.empty() || b.head.empty()) return true;
    return a.head == b.head && a.parts.size() == b.parts.size() &&
           std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), alike);
}

/// Record types, each once, and which of them are of one form with the first.
class Family {
public:
    Family(const Analysis& analysis, sema::TypeRef first) : fields_(first->fields) {
        members_.push_back({formOf(analysis, first), true});
        of_[first] = 0;
    }

    void add(const Analysis& analysis, sema::TypeRef record) {
        if (record->fields != fields_ || of_.count(record) != 0) return;
        of_[record] = members_.size();
        members_.push_back({formOf(analysis, record), false});
    }
    /// After everything has been added.
    void settle() {
        std::vector<size_t> next = {0};
        while (!next.empty()) {
            const Form form = members_[next.back()].form;
            next.pop_back();
            for (size_t i = 0; i < members_.size(); ++i)
                if (!members_[i].in && alike(form, members_[i].form)) {
                    members_[i].in = true;
                    next.push_back(i);
                }
        }
    }
    bool contains(sema::TypeRef record) const {
        auto found = of_.find(record);
        return found != of_.end() && members_[found->second].in;
    }

private:
    struct Member {
        Form form;
        bool in;
    };
    std::vector<std::string> fields_;
    std::vector<Member> members_;
    std::map<sema::TypeRef, size_t> of_;   ///< types are pointers into their programs, so no two are one
};

std::string_view nameOf(const Analysis& analysis, const sema::FieldUse& use) {
    return analysis.sources().text(use.span);
}

}   // namespace

const sema::FieldUse* fieldAt(const Analysis& analysis, uint32_t offset) {
    const auto& fields = analysis.root().fields;
    auto after = std::upper_bound(fields.begin(), fields.end(), offset,
                                  [](uint32_t at, const sema::FieldUse& use) { return at < use.span.begin; });
    if (after == fields.begin()) return nullptr;
    const sema::FieldUse& use = *(after - 1);
    if (offset > use.span.end || use.isShort) return nullptr;
    const sema::Use* name = offset == use.span.end ? analysis.useAt(offset) : nullptr;   // one that begins here
    return name != nullptr && name->span.begin == offset ? nullptr : &use;
}

bool isShortField(const Analysis& analysis, Span name) {
    const auto& fields = analysis.root().fields;
    auto found = std::lower_bound(fields.begin(), fields.end(), name.begin,
                                  [](const sema::FieldUse& use, uint32_t at) { return use.span.begin < at; });
    return found != fields.end() && found->span == name && found->isShort;
}

std::vector<FieldMention> mentionsOf(const std::vector<std::shared_ptr<const Analysis>>& files,
                                     const Analysis& analysis, const sema::FieldUse& field) {
    Family family(analysis, field.record);
    for (const auto& file : files)
        for (const sema::FieldUse& use : file->root().fields) family.add(*file, use.record);
    family.settle();
    std::vector<FieldMention> out;
    for (const auto& file : files)
        for (const sema::FieldUse& use : file->root().fields)
            if (nameOf(*file, use) == nameOf(analysis, field) && family.contains(use.record))
                out.push_back({file.get(), &use});
    return out;
}

std::vector<Place> fieldDeclarations(const Analysis& analysis, const sema::FieldUse& field) {
    Family family(analysis, field.record);
    for (const sema::Module& module : analysis.program().modules)
        for (const sema::FieldUse& use : module.fields) family.add(analysis, use.record);
    family.settle();
    std::vector<Place> out;
    for (const sema::Module& module : analysis.program().modules)
        for (const sema::FieldUse& use : module.fields)
            if (use.isDeclaration && nameOf(analysis, use) == nameOf(analysis, field) && family.contains(use.record))
                out.push_back(analysis.place(use.span));
    // Each once: the instances of a module have one text.
    auto at = [](const Place& place) { return std::tuple(place.file->path(), place.begin); };
    std::sort(out.begin(), out.end(), [&](const Place& a, const Place& b) { return at(a) < at(b); });
    out.erase(std::unique(out.begin(), out.end(), [&](const Place& a, const Place& b) { return at(a) == at(b); }),
              out.end());
    return out;
}

sema::TypeRef fieldType(const Analysis& analysis, const sema::FieldUse& field) {
    const auto& fields = field.record->fields;
    return field.record
        ->args[static_cast<size_t>(std::find(fields.begin(), fields.end(), nameOf(analysis, field)) - fields.begin())];
}

std::string fieldSignature(const Analysis& analysis, const sema::FieldUse& field) {
    std::string aliases,
        out = std::string(nameOf(analysis, field)) + " : " + analysis.program().text(fieldType(analysis, field));
    Form form = formOf(analysis, field.record);
    for (const sema::Symbol& symbol : analysis.program().symbols)
        if (symbol.kind == sema::SymbolKind::TypeAlias && symbol.type != nullptr &&
            symbol.type->kind == sema::Kind::Record && alike(form, formOf(analysis, symbol.type)))
            aliases += (aliases.empty() ? "" : ", ") + symbol.name;
    return aliases.empty() ? out : out + "   // of " + aliases;
}

std::string fieldNameProblem(const Analysis& analysis, const sema::FieldUse& field, const std::string& name) {
    if (std::string problem = nameProblem(name); !problem.empty()) return problem;
    if (std::isupper(static_cast<unsigned char>(name[0])) != 0)
        return "`" + std::string(nameOf(analysis, field)) + "` must keep beginning with a small letter";
    const auto& fields = field.record->fields;
    if (name != nameOf(analysis, field) && std::find(fields.begin(), fields.end(), name) != fields.end())
        return "`" + name + "` is a field of the record already";
    return "";
}

}   // namespace evd::lsp
