# The libraries. yaml-cpp, fmt and spdlog have planekeeper's own names, because there are two ways to link them.

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
find_path(DTL_INCLUDE_DIR dtl/dtl.hpp REQUIRED)   # libdtl-dev, headers only: diffs in lib/status
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A const function of Diff.hpp, which nobody calls, assigns to a member. clang looks into templates before they are used.
  file(GLOB headers ${DTL_INCLUDE_DIR}/dtl/*.hpp)
  foreach(header IN LISTS headers)
    cmake_path(GET header FILENAME name)
    file(READ ${header} text)
    string(REPLACE "enableTrivial () const" "enableTrivial ()" text "${text}")
    file(CONFIGURE OUTPUT dtl-for-clang/dtl/${name} CONTENT "${text}" @ONLY)
  endforeach()
  include_directories(SYSTEM ${PROJECT_BINARY_DIR}/dtl-for-clang)
endif()
find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp REQUIRED)   # libvalijson-dev, headers only: lib/schemas
set(Boost_USE_STATIC_LIBS ON)   # its sonames change with every release of Debian and Ubuntu, too
find_package(Boost 1.81 REQUIRED COMPONENTS url)

add_library(planekeeper_yaml INTERFACE)
add_library(planekeeper_fmt INTERFACE)
add_library(planekeeper_log INTERFACE)
if(PLANEKEEPER_PORTABLE)
  # Their sonames change with every release of Debian and Ubuntu, so they are linked statically and one package serves
  # all. OpenSSL keeps its soname and gets security updates, so it is linked dynamically.
  find_library(YAML_CPP_ARCHIVE libyaml-cpp.a REQUIRED)
  target_link_libraries(planekeeper_yaml INTERFACE ${YAML_CPP_ARCHIVE})
  find_package(fmt REQUIRED)   # Debian has no archive of it
  target_link_libraries(planekeeper_fmt INTERFACE fmt::fmt-header-only)
  # Not spdlog::spdlog_header_only: Debian's brings the shared libfmt.
  find_package(spdlog REQUIRED)
  target_compile_definitions(planekeeper_log INTERFACE SPDLOG_FMT_EXTERNAL)
  target_link_libraries(planekeeper_log INTERFACE planekeeper_fmt Threads::Threads)
else()
  find_package(yaml-cpp REQUIRED)
  find_package(fmt REQUIRED)
  find_package(spdlog REQUIRED)
  target_link_libraries(planekeeper_fmt INTERFACE fmt::fmt)
  target_link_libraries(planekeeper_yaml INTERFACE $<IF:$<TARGET_EXISTS:yaml-cpp::yaml-cpp>,yaml-cpp::yaml-cpp,yaml-cpp>)
  target_link_libraries(planekeeper_log INTERFACE spdlog::spdlog)
endif()
