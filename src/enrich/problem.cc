#include "enrich/problem.h"

#include <utility>

namespace sixscope::enrich {

std::string describe(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line != 0) {
    text += ":" + std::to_string(problem.line);
  }
  text += problem.severity == Severity::error ? ": error: " : ": warning: ";
  text += problem.what;
  if (!problem.remedy.empty()) {
    text += "; " + problem.remedy;
  }
  return text;
}

void Problems::add(Problem problem) {
  ++(problem.severity == Severity::error ? errors_ : warnings_);
  if (list_.size() < kProblemsMax) {
    list_.push_back(std::move(problem));
  }
}

void Problems::add(const Problems& other) {
  for (const Problem& problem : other.list_) {
    if (list_.size() < kProblemsMax) {
      list_.push_back(problem);
    }
  }
  errors_ += other.errors_;
  warnings_ += other.warnings_;
}

}  // namespace sixscope::enrich
