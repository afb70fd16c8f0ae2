# A room is one static library under lib/. What it may use is declared in the top CMakeLists.txt and nowhere else;
# tests/lint/rooms compares every #include with it.

# The headers of the standard library and of Boost cost more than the code. A room that is compiled as one unit reads
# them once, in a third of the processor's time. So the files of one room need different names in their unnamed
# namespaces.
option(PLANEKEEPER_WHOLE_ROOMS "compile each room, and the tests of each room, as one unit" ON)

# planekeeper_units(OUT NAME ROOT SOURCE...): the units to compile for these sources below ROOT. ROOT must be in the
# include path: a path from there makes the unit equal in every checkout, and the compiler cache useful.
function(planekeeper_units out name root)
  if(NOT PLANEKEEPER_WHOLE_ROOMS)
    set(${out} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(text "")
  foreach(source IN LISTS ARGN)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${root})
    string(APPEND text "#include \"${source}\"\n")
  endforeach()
  file(CONFIGURE OUTPUT units/${name}.cpp CONTENT "${text}" @ONLY)
  set(${out} ${CMAKE_CURRENT_BINARY_DIR}/units/${name}.cpp PARENT_SCOPE)
endfunction()

function(planekeeper_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/${name}/*.cpp)
  if(sources)
    planekeeper_units(units ${name} ${PROJECT_SOURCE_DIR}/lib ${sources})
    add_library(planekeeper_${name} STATIC ${units})
    set(visibility PUBLIC)
    target_link_libraries(planekeeper_${name} PRIVATE planekeeper_warnings)
  else()
    add_library(planekeeper_${name} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(planekeeper_${name} ${visibility} ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(planekeeper_${name} ${visibility} planekeeper_options)
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(planekeeper_${name} ${visibility} planekeeper_${used})
  endforeach()
  foreach(library IN LISTS ROOM_LINKS)
    target_link_libraries(planekeeper_${name} ${visibility} ${library})
  endforeach()
endfunction()
