#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "document/document.h"
#include "report/book.h"
#include "report/definition.h"
#include "report/inputs.h"

namespace sixscope::report {

/// What a report says of itself: who issues it, under which number, in which state.
struct Imprint {
  std::string issuer = {};  ///< Empty: no red head and no signature.
  std::string number = {};  ///< "〔2025〕6号"; empty: a draft.
  std::string status = {};  ///< As printed: "初步数据"...; empty: none.
  std::string date = {};    ///< Of issue: "2025-07-10".
  std::string marker = {};  ///< As document::Document::marker.
};

/// Texts that a person wrote in the place of a prose block's, by the block's id: templates, one
/// paragraph a line.
using Edits = std::map<std::string, std::string, std::less<>>;

/// A fact as it was formed: what an editor may name, and what a text is held against.
struct FormedFact {
  std::string name;  ///< "mobile_v6_traffic_share.value".
  std::string text;  ///< Empty: it lacks.
};

/// A report with all that it was made of.
struct Composition {
  document::Document document;
  std::vector<UsedValue> values;
  /// The settings, in their order, then those of its prose, each once, in order of appearance.
  std::vector<FormedFact> facts;
  /// What a person has to know before it is published: a number typed in the prose, a fact that
  /// lacks, coverage that is not whole. In the report's language, one line each.
  std::vector<std::string> remarks;
};

struct Assignment {
  Question question;
  document::Language language = document::Language::zh;
  Imprint imprint;
  Edits edits = {};
};

/// Reads the figures and makes the report. The same commit, definition and assignment give the same
/// document. `malformed` where an edit is no template or names what is not there; with the block.
[[nodiscard]] Result<Composition> compose(const Definition& definition,
                                          const Assignment& assignment, const Inputs& inputs);

/// Whether a report of that scope has the block.
[[nodiscard]] bool is_for(const BlockDefinition& block, const indicators::Scope& scope);

/// The template text of a prose block as the definition has it for that scope: one sentence behind
/// the other. What an editor starts from.
[[nodiscard]] std::string draft_text(const ProseBlock& block, document::Language language);

}  // namespace sixscope::report
