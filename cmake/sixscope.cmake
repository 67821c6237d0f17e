# One library per folder under src/, so that the link lists below are the architecture.
#
#   sixscope_library(wire DEPS net model LIBS fmt::fmt)
#
# makes `sixscope_wire` from every .cc here but the tests, and, where tests are on, `wire_test` from
# every *_test.cc here. Files are found by pattern: adding one needs no edit of a list.

add_library(sixscope_options INTERFACE)
set(release -O3)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
  list(APPEND release -march=x86-64-v2)
endif()
# What is handed on names no path of the machine that built it; debuggers want theirs.
list(APPEND release -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
target_compile_options(sixscope_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # False alarms of GCC 12 inside std::string at -O3 (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Clang 19 sees GCC 12's std::stable_sort call a deprecated function.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
  "$<$<CONFIG:Release>:${release}>"
  $<$<NOT:$<CONFIG:Release>>:-O1 -g1>)
target_include_directories(sixscope_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(sixscope_options INTERFACE Threads::Threads)
if(SIXSCOPE_SANITIZE)
  target_compile_options(sixscope_options INTERFACE
    -fsanitize=${SIXSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sixscope_options INTERFACE -fsanitize=${SIXSCOPE_SANITIZE})
endif()
if(SIXSCOPE_FUZZ)
  target_compile_options(sixscope_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(SIXSCOPE_TESTS)
  find_package(GTest REQUIRED)
endif()

# All unit test programs and nothing else: what the sanitizer builds need. The ThreadSanitizer's has
# only those whose code or library has a thread, a lock or an atomic: elsewhere it has nothing to find.
add_custom_target(unit_tests)
set(threads "std::(jthread|thread|async|mutex|shared_mutex|atomic|condition_variable)|thread_pool|io_context")

# A program of tests, NAME_test, of the label `unit` unless told otherwise:
#
#   sixscope_tests(across SOURCES ${tests} LIBS sixscope_api [LABEL contract] [CODE_UNDER_TEST ${sources}])
function(sixscope_tests name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LIBS;CODE_UNDER_TEST" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(SIXSCOPE_SANITIZE STREQUAL "thread")
    set(found "")
    foreach(source ${ARG_SOURCES} ${ARG_CODE_UNDER_TEST})
      file(STRINGS ${source} found REGEX "${threads}" LIMIT_COUNT 1)
      if(found)
        break()
      endif()
    endforeach()
    if(NOT found)
      return()
    endif()
  endif()
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${ARG_LIBS} sixscope_testing GTest::gmock_main)
  # The checked code is what a test calls; the test itself compiles in half the time like this.
  set_source_files_properties(${ARG_SOURCES} PROPERTIES COMPILE_OPTIONS -O0)
  # False alarms of GCC 12 where a test builds a short std::vector in place.
  target_compile_options(${name}_test PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-maybe-uninitialized>)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL})
  if(ARG_LABEL STREQUAL unit)
    add_dependencies(unit_tests ${name}_test)
  endif()
endfunction()

function(sixscope_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(TRANSFORM ARG_DEPS PREPEND sixscope_)
  if(sources)
    add_library(sixscope_${name} STATIC ${sources})
    target_link_libraries(sixscope_${name} PUBLIC sixscope_options ${ARG_DEPS} ${ARG_LIBS})
  else()
    add_library(sixscope_${name} INTERFACE)
    target_link_libraries(sixscope_${name} INTERFACE sixscope_options ${ARG_DEPS} ${ARG_LIBS})
  endif()
  if(SIXSCOPE_TESTS AND tests)
    sixscope_tests(${name} SOURCES ${tests} LIBS sixscope_${name} ${ARG_TEST_LIBS}
      CODE_UNDER_TEST ${headers} ${sources})
  endif()
endfunction()

# What no fuzz harness links is compiled without its counters in a sanitizer build, and as it stands:
# that takes half of the time, and what is looked for is the same.
function(sixscope_not_fuzzed target)
  if(SIXSCOPE_FUZZ)
    target_compile_options(${target} PRIVATE -fno-sanitize=fuzzer-no-link)
  endif()
  if(SIXSCOPE_SANITIZE)
    get_target_property(sources ${target} SOURCES)
    set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -O0)
  endif()
endfunction()

# The adapters that parse something and have harnesses.
set(SIXSCOPE_FUZZED_ADAPTERS mmdb clickhouse files xlsx docx)

# An adapter: one outside thing behind a port. `sixscope_adapter(clickhouse DEPS store LIBS CURL::libcurl)`.
function(sixscope_adapter name)
  sixscope_library(adapter_${name} ${ARGN})
  if(NOT name IN_LIST SIXSCOPE_FUZZED_ADAPTERS AND TARGET sixscope_adapter_${name})
    sixscope_not_fuzzed(sixscope_adapter_${name})
  endif()
  if(SIXSCOPE_SANITIZE STREQUAL "thread")
    # Boost.Asio uses fences, which GCC's ThreadSanitizer does not see; it warns of each.
    foreach(target sixscope_adapter_${name} adapter_${name}_test)
      if(TARGET ${target})
        target_compile_options(${target} PRIVATE -Wno-tsan)
      endif()
    endforeach()
  endif()
  set_property(GLOBAL APPEND PROPERTY SIXSCOPE_ADAPTERS sixscope_adapter_${name})
endfunction()
