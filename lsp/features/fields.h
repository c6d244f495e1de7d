#pragma once
// Fields of records as things that have a declaration and uses. Records are structural: a field belongs to all record
// types of one form, whoever wrote them.

#include "lsp/features/references.h"

namespace evd::lsp {

/// The field that is mentioned at an offset (its end included) of the root file, or null. In `{ a }` of a pattern that
/// is the local variable, not the field.
const sema::FieldUse* fieldAt(const Analysis& analysis, uint32_t offset);
/// Whether an occurrence declares a local by the short form of a field in a pattern: `{ a }`.
bool isShortField(const Analysis& analysis, Span name);

/// One mention of a field in a file.
struct FieldMention {
    const Analysis* analysis;
    const sema::FieldUse* use;
};

/// The mentions, in the root files of `files`, of a field of the record types of one form: the same fields with the
/// same types, where a type parameter is like any type. What is like one of them is one of them too.
std::vector<FieldMention> mentionsOf(const std::vector<std::shared_ptr<const Analysis>>& files,
                                     const Analysis& analysis, const sema::FieldUse& field);
/// The places in which the record types of that form are written, in all files of the program: where the field is
/// declared.
std::vector<Place> fieldDeclarations(const Analysis& analysis, const sema::FieldUse& field);
sema::TypeRef fieldType(const Analysis& analysis, const sema::FieldUse& field);
/// `term : Int`, and the aliases that stand for its record type.
std::string fieldSignature(const Analysis& analysis, const sema::FieldUse& field);

/// Why a field cannot have a new name; empty if its form is fine and the records have no such field.
std::string fieldNameProblem(const Analysis& analysis, const sema::FieldUse& field, const std::string& name);

}   // namespace evd::lsp
