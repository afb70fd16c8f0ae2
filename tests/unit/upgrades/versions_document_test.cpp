#include "versions_document.hpp"

#include <gtest/gtest.h>

#include "unit/components/accepted.hpp"

namespace planekeeper::kubernetes::test::versions_document_test {

TEST(VersionsDocument, SaysWhatTheTablesSay) {
    hold_against(source_directory() / "docs/versions.md", versions_document());
}

}  // namespace planekeeper::kubernetes::test::versions_document_test
