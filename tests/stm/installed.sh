#!/bin/sh
# installed.sh CMAKE BUILD_DIR CC EXAMPLE: installs libkrait-stm into an empty folder, builds the
# example against it once by pkg-config and once by its CMake package, and runs both.
set -eu
cmake=$1 build=$2 cc=$3 example=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cmake" --install "$build" --component stm --prefix "$work/prefix" > "$work/log"
pc=$(find "$work/prefix" -name krait-stm.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH

# shellcheck disable=SC2046
"$cc" -std=c23 -O2 -Wall -Wextra -Werror "$example" $(pkg-config --cflags --libs krait-stm) \
    -o "$work/by-pkg-config"
"$work/by-pkg-config"

mkdir "$work/project"
cat > "$work/project/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(installed C)
set(CMAKE_C_STANDARD 23)
find_package(krait-stm REQUIRED)
add_executable(example $example)
target_link_libraries(example PRIVATE krait::stm)
END
"$cmake" -S "$work/project" -B "$work/project/build" -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_PREFIX_PATH="$work/prefix" >> "$work/log"
"$cmake" --build "$work/project/build" >> "$work/log"
"$work/project/build/example"
