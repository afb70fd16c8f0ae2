# Makes the tables of measured facts from lib/facts/data for the compiler: facts/measured/COMPONENT.hpp.
find_program(PYTHON3 python3 REQUIRED)
execute_process(COMMAND ${PYTHON3} -c "import yaml" RESULT_VARIABLE missing ERROR_QUIET)
if(missing)
  message(FATAL_ERROR "${PYTHON3} has no module yaml (Debian: python3-yaml); -DPYTHON3=PROGRAM names another one")
endif()

set(data ${PROJECT_SOURCE_DIR}/lib/facts/data)
set(generated ${PROJECT_BINARY_DIR}/generated)
set(tables "")
foreach(component IN ITEMS kube-apiserver kube-scheduler)
  string(REPLACE "-" "_" name ${component})
  set(table ${generated}/facts/measured/${name}.hpp)
  add_custom_command(OUTPUT ${table}
    COMMAND ${PYTHON3} ${data}/generate_tables.py --common ${data}/common.yaml ${data}/${component}.yaml ${table}
    DEPENDS ${data}/generate_tables.py ${data}/common.yaml ${data}/${component}.yaml
    COMMENT "Facts of ${component}"
    VERBATIM)
  list(APPEND tables ${table})
endforeach()

# tests/tidy builds this target, because clang-tidy reads the generated headers.
add_custom_target(planekeeper_fact_tables DEPENDS ${tables})
add_dependencies(planekeeper_facts planekeeper_fact_tables)
target_include_directories(planekeeper_facts PRIVATE ${generated})
