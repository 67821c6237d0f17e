# Writes the files FACTS of the folder FROM as string literals into OUT.
set(text "#include \"adapters/files/builtin_catalogue.h\"\n\nnamespace sixscope::adapters {\n\n")
string(APPEND text "std::string_view builtin_file(std::string_view name) {\n")
foreach(fact ${FACTS})
  file(READ ${FROM}/${fact} content)
  string(APPEND text "  if (name == \"${fact}\") {\n    return R\"=====(${content})=====\";\n  }\n")
endforeach()
string(APPEND text "  return {};\n}\n\n}  // namespace sixscope::adapters\n")
file(WRITE ${OUT} "${text}")
