# Warnings are errors. Each line says what it keeps out.
add_library(planekeeper_warnings INTERFACE)
target_compile_options(planekeeper_warnings INTERFACE
  -Wall -Wextra -Wpedantic
  -Werror
  # An inner name that hides an outer one is misread. In a unit of a whole room GNU reports only local names, because
  # names of other files are not in a reader's sight; clang-tidy compiles file by file and sees the rest. clang has no
  # option for local names only.
  $<IF:$<BOOL:${PLANEKEEPER_WHOLE_ROOMS}>,$<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>,-Wshadow>
  -Wconversion             # silent narrowing of sizes and modes
  -Wsign-conversion
  -Wold-style-cast         # a C cast hides what it does
  -Woverloaded-virtual
  -Wnon-virtual-dtor
  -Wsuggest-override
  -Wswitch-enum            # a new enumerator must be thought of everywhere
  -Wextra-semi
  -Wformat=2
  -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(planekeeper_warnings INTERFACE
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op
    -Wno-error=maybe-uninitialized       # gcc 12 sees ghosts in optional and coroutine frames at -O2
    -Wno-error=null-dereference
    -Wno-mismatched-new-delete           # gcc 12 misreads Asio's awaitable frames (operator new and delete are a pair)
    -Wno-subobject-linkage               # a unit of a whole room includes sources, whose unnamed namespaces are their own
    -Wno-missing-field-initializers)     # designated initialisers leave the rest at its default on purpose
else()
  target_compile_options(planekeeper_warnings INTERFACE
    -Wno-deprecated-declarations         # std::stable_sort of libstdc++ 12 uses what its own header calls deprecated
    -Wno-missing-field-initializers)     # as above
endif()

add_library(planekeeper_options INTERFACE)
target_compile_features(planekeeper_options INTERFACE cxx_std_23)
target_compile_definitions(planekeeper_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION        # lib/linux/boost_implementation.cpp compiles Asio and Beast once
  BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)
if(PLANEKEEPER_SANITIZE)
  target_compile_options(planekeeper_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(planekeeper_options INTERFACE -fsanitize=address,undefined)
endif()
if(PLANEKEEPER_COVERAGE)
  target_compile_options(planekeeper_options INTERFACE --coverage)
  target_link_options(planekeeper_options INTERFACE --coverage)
endif()
