#include "document/skins.h"
namespace sixscope::document {
std::string html(const Document& document) { return document.title; }
}
