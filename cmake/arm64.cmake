# Toolchain: compiles for arm64 on another architecture, with the arm64 libraries of Debian's multiarch.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(PKG_CONFIG_EXECUTABLE /usr/bin/aarch64-linux-gnu-pkg-config)
# CTest runs test programs by it.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)
