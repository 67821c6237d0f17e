#include "api/registry_listing.h"

#include <gmock/gmock.h>

namespace sixscope::api {
namespace {

using registry::Field;
using registry::Kind;
using registry::Object;
using ::testing::ElementsAre;

Kind kind() {
  Kind made;
  made.id = "device";
  for (const char* name : {"name", "size", "roles"}) {
    Field field;
    field.name = name;
    made.fields.push_back(field);
  }
  return made;
}

Object object(std::uint64_t id, registry::Document fields) {
  Object made;
  made.id = registry::ObjectId(id);
  made.fields = std::move(fields);
  return made;
}

registry::Value size(std::int64_t number) { return model::Decimal::whole(number); }

std::vector<std::uint64_t> ids(const std::vector<Object>& objects) {
  std::vector<std::uint64_t> all;
  for (const Object& one : objects) {
    all.push_back(one.id.value());
  }
  return all;
}

TEST(ParseWhere, TakesFieldsAndValuesApart) {
  const auto where = parse_where(R"(name=a|b\|c\;d;size=;roles=x\\)", kind(), {});
  ASSERT_TRUE(where);
  ASSERT_EQ(where->size(), 3U);
  EXPECT_EQ(where->at(0).field, "name");
  EXPECT_THAT(where->at(0).values, ElementsAre("a", "b|c;d"));
  EXPECT_THAT(where->at(1).values, ElementsAre(""));
  EXPECT_THAT(where->at(2).values, ElementsAre("x\\"));
  EXPECT_TRUE(parse_where("", kind(), {})->empty());
  EXPECT_TRUE(parse_where(";;", kind(), {})->empty());
  EXPECT_THAT(parse_where("name=a=b\\", kind(), {})->at(0).values, ElementsAre("a=b\\"));
}

TEST(ParseWhere, NamesEveryFault) {
  const auto wrong = parse_where("name;nothing=1;size=2;=3", kind(), {});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().size(), 3U);
  std::string many;
  for (int i = 0; i < 40; ++i) {
    many += "name=a;";
  }
  EXPECT_FALSE(parse_where(many, kind(), {}));
}

TEST(Passes, ComparesNumbersAsNumbersAndListsByTheirParts) {
  const Object one = object(1, {{"name", std::string("a")},
                                {"size", size(10)},
                                {"roles", std::vector<std::string>{"x", "y"}}});
  const auto passes_with = [&](std::string_view where) {
    return passes(one, *parse_where(where, kind(), {}));
  };
  for (const char* good : {"", "name=a", "name=b|a", "size=10.0", "roles=y", "name=a;roles=z|x"}) {
    EXPECT_TRUE(passes_with(good)) << good;
  }
  for (const char* bad : {"name=A", "size=ten", "size=1", "roles=z", "roles=x, y", "name=",
                          "name=a;"
                          "size=9"}) {
    EXPECT_FALSE(passes_with(bad)) << bad;
  }
  EXPECT_TRUE(passes(object(2, {}), *parse_where("name=;roles=", kind(), {})));
}

TEST(SortObjects, PutsWhatHoldsNothingLastAndTiesInOrder) {
  std::vector<Object> objects = {object(4, {{"size", size(9)}}), object(1, {{"size", size(10)}}),
                                 object(3, {}), object(2, {{"size", size(9)}})};
  sort_objects(objects, "size", false);
  EXPECT_THAT(ids(objects), ElementsAre(2, 4, 1, 3));
  sort_objects(objects, "size", true);
  EXPECT_THAT(ids(objects), ElementsAre(1, 2, 4, 3));
  sort_objects(objects, "id", true);
  EXPECT_THAT(ids(objects), ElementsAre(4, 3, 2, 1));
  sort_objects(objects, "id", false);
  EXPECT_THAT(ids(objects), ElementsAre(1, 2, 3, 4));
}

TEST(ObjectCursors, ComeBackAndNothingElseDoes) {
  const ObjectCursor cursor{.question = 0xdeadbeefcafef00dU, .commit = 912, .offset = 1000};
  const auto back = decode_object_cursor(encode_object_cursor(cursor));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->question, cursor.question);
  EXPECT_EQ(back->commit, cursor.commit);
  EXPECT_EQ(back->offset, cursor.offset);
  for (const char* bad :
       {"", ".", "1.2", "1.2.3.4", "1.2.x", "1..3", "1.2.3 ", "-1.2.3", "11112222333344445.1.1"}) {
    EXPECT_FALSE(decode_object_cursor(bad)) << bad;
  }
}

}  // namespace
}  // namespace sixscope::api
