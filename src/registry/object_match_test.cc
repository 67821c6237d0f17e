#include "registry/object_match.h"

#include <gtest/gtest.h>

#include <vector>

namespace sixscope::registry {
namespace {

Object object(std::uint64_t id, const char* today, const char* then, bool removed = false) {
  Object made;
  made.id = ObjectId(id);
  made.key = today;
  made.removed = removed;
  made.fields = {{"name", std::string(then)}};
  return made;
}

class MatchObjects : public ::testing::Test {
 protected:
  MatchObjects() { kind_.key = {"name"}; }
  ObjectId find(const std::vector<Object>& objects, const char* key) const {
    const ObjectMatcher matcher(kind_, objects);
    const Object* const found = matcher.find(key);
    return found == nullptr ? ObjectId() : found->id;
  }
  Kind kind_;
};

TEST_F(MatchObjects, ALiveOneGoesBeforeARemovedOne) {
  EXPECT_EQ(find({object(1, "a", "a", true), object(2, "a", "a")}, "a"), ObjectId(2));
  EXPECT_EQ(find({object(2, "a", "a"), object(3, "a", "a", true)}, "a"), ObjectId(2));
  EXPECT_EQ(find({object(1, "a", "a", true)}, "a"), ObjectId(1));
  EXPECT_EQ(find({object(1, "a", "a")}, "b"), ObjectId());
}

TEST_F(MatchObjects, TheKeyOfThatTimeGoesBeforeTodays) {
  const std::vector<Object> objects = {object(1, "a", "b"), object(2, "c", "a")};
  EXPECT_EQ(find(objects, "a"), ObjectId(2)) << "1 took over the name later";
  EXPECT_EQ(find(objects, "b"), ObjectId(1));
  EXPECT_EQ(find(objects, "c"), ObjectId(2)) << "a later name is understood too";
}

// One that was made first may come later: what is there then is meant.
TEST_F(MatchObjects, WhatIsThereThenGoesBeforeWhatComesLater) {
  Object later = object(1, "a", "a");
  later.absent = true;
  EXPECT_EQ(find({later, object(2, "a", "a")}, "a"), ObjectId(2));
  EXPECT_EQ(find({object(2, "a", "a", true), later}, "a"), ObjectId(1))
      << "and what comes later before what was removed";
}

}  // namespace
}  // namespace sixscope::registry
