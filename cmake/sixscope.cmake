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

# All unit test programs and nothing else: what the sanitizer builds need.
add_custom_target(unit_tests)

# Long compiles (Beast, JSON) run one at a time, so that two cores and their memory are enough.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=1)

function(sixscope_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
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
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE sixscope_${name} sixscope_testing
      GTest::gmock_main ${ARG_TEST_LIBS})
    # False alarms of GCC 12 where a test builds a short std::vector in place.
    target_compile_options(${name}_test PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
      -Wno-maybe-uninitialized>)
    if(SIXSCOPE_SANITIZE)
      # The checked code is what a test calls; the test itself compiles a third faster like this.
      set_source_files_properties(${tests} PROPERTIES COMPILE_OPTIONS -O0)
    endif()
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES LABELS unit)
    add_dependencies(unit_tests ${name}_test)
  endif()
endfunction()

# An adapter: one outside thing behind a port. `sixscope_adapter(clickhouse DEPS store LIBS CURL::libcurl)`.
function(sixscope_adapter name)
  sixscope_library(adapter_${name} ${ARGN})
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
