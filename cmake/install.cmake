# Installs files beside the programs. Units are found, not listed.
set(PLANEKEEPER_UNIT_DIR lib/systemd/system CACHE STRING "where systemd units are installed")

install(FILES config/desired-state.yaml DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/planekeeper)
install(FILES config/desired-state.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/planekeeper)
file(GLOB units CONFIGURE_DEPENDS systemd/*.service systemd/*.socket systemd/*.timer systemd/*.path)
install(FILES ${units} DESTINATION ${PLANEKEEPER_UNIT_DIR})
