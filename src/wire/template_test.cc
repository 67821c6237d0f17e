#include "wire/template.h"

#include <gtest/gtest.h>

#include "base/byte_writer.h"
#include "wire/element.h"
#include "wire/ipfix.h"
#include "wire/netflow5.h"
#include "wire/netflow9.h"

namespace sixscope::wire {
namespace {

std::vector<TemplateRead> reads(ByteView body, TemplateSyntax syntax, bool options,
                                std::size_t fields_max = 16) {
  TemplateSetReader reader(body, syntax, options, fields_max);
  std::vector<TemplateRead> result;
  for (std::size_t i = 0; i <= body.size(); ++i) {
    result.push_back(reader.next());
    if (result.back() == TemplateRead::end || result.back() == TemplateRead::truncated) {
      break;
    }
  }
  return result;
}

TEST(TemplateSetReader, ReadsEnterpriseAndReverseFields) {
  ByteWriter out;
  out.u16(256).u16(3).u16(27).u16(16).u16(0x8000 | 808).u16(65535).u32(8057);
  out.u16(0x8001).u16(8).u32(29305);
  TemplateSetReader reader(out.view(), TemplateSyntax::ipfix, false, 16);
  ASSERT_EQ(reader.next(), TemplateRead::definition);
  const auto& fields = reader.definition().fields;
  EXPECT_EQ(reader.definition().id, 256);
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[1],
            (FieldSpecifier{.enterprise = 8057, .element = 808, .length = kVariableFieldLength}));
  EXPECT_EQ(fields[2], (FieldSpecifier{.element = 1, .length = 8, .reverse = true}));
  EXPECT_TRUE(has_variable_length(fields));
  EXPECT_EQ(shortest_record(fields), 25U);
  EXPECT_EQ(reader.next(), TemplateRead::end);
}

TEST(TemplateSetReader, ReadsOptionsOfBothSyntaxes) {
  ByteWriter nine;
  nine.u16(260).u16(4).u16(8).u16(1).u16(4).u16(34).u16(4).u16(35).u16(1).zeros(2);
  TemplateSetReader old(nine.view(), TemplateSyntax::netflow9, true, 16);
  ASSERT_EQ(old.next(), TemplateRead::definition);
  ASSERT_EQ(old.definition().fields.size(), 3U);
  EXPECT_TRUE(old.definition().fields[0].scope);
  EXPECT_FALSE(old.definition().fields[1].scope);
  EXPECT_EQ(old.next(), TemplateRead::end) << "padding";
  ByteWriter ipfix;
  ipfix.u16(260).u16(2).u16(1).u16(302).u16(8).u16(305).u16(4);
  TemplateSetReader young(ipfix.view(), TemplateSyntax::ipfix, true, 16);
  ASSERT_EQ(young.next(), TemplateRead::definition);
  EXPECT_TRUE(young.definition().fields[0].scope);
  EXPECT_FALSE(young.definition().fields[1].scope);
}

TEST(TemplateSetReader, GoesOnAfterABadTemplate) {
  const ByteWriter out = ByteWriter()
                             .u16(255)
                             .u16(1)
                             .u16(1)
                             .u16(4)  // Identifier below 256.
                             .u16(256)
                             .u16(1)
                             .u16(1)
                             .u16(0)  // No length.
                             .u16(257)
                             .u16(0)  // Withdrawal.
                             .u16(258)
                             .u16(3)
                             .u16(1)
                             .u16(4)
                             .u16(2)
                             .u16(4)
                             .u16(3)
                             .u16(4)
                             .u16(259)
                             .u16(1)
                             .u16(1)
                             .u16(4);
  EXPECT_EQ(
      reads(out.view(), TemplateSyntax::ipfix, false, 2),
      (std::vector{TemplateRead::bad_template, TemplateRead::bad_template, TemplateRead::withdrawal,
                   TemplateRead::field_limit, TemplateRead::definition, TemplateRead::end}));
}

TEST(TemplateSetReader, EveryCutEnds) {
  const ByteWriter out = ByteWriter().u16(256).u16(2).u16(27).u16(16).u16(0x8001).u16(8).u32(29305);
  for (std::size_t size = 4; size < out.size(); ++size) {
    EXPECT_EQ(reads(out.view().first(size), TemplateSyntax::ipfix, false),
              std::vector{TemplateRead::truncated})
        << size;
  }
}

TEST(SetReader, StopsAtAHeaderThatCannotBe) {
  const ByteWriter out = ByteWriter().u16(256).u16(6).u16(7).u16(257).u16(3);
  SetReader reader(out.view());
  ExportSet set;
  ASSERT_TRUE(reader.next(set));
  EXPECT_EQ(set.body.size(), 2U);
  EXPECT_FALSE(reader.next(set));
  EXPECT_TRUE(reader.bad_set());
}

TEST(SetReader, ForgivesPaddingOfTheWholeMessage) {
  const ByteWriter out = ByteWriter().u16(256).u16(4).zeros(3);
  SetReader reader(out.view());
  ExportSet set;
  ASSERT_TRUE(reader.next(set));
  EXPECT_FALSE(reader.next(set));
  EXPECT_FALSE(reader.bad_set());
}

TEST(Headers, AreTruncatedWhereverTheyAreCut) {
  const ByteWriter zeros = ByteWriter().zeros(24);
  for (std::size_t size = 0; size <= zeros.size(); ++size) {
    const ByteView cut = zeros.view().first(size);
    EXPECT_EQ(read_netflow5_header(cut).has_value(), size >= kNetflow5HeaderSize) << size;
    EXPECT_EQ(read_netflow9_header(cut).has_value(), size >= kNetflow9HeaderSize) << size;
    EXPECT_EQ(read_ipfix_header(cut).has_value(), size >= kIpfixHeaderSize) << size;
  }
}

TEST(Headers, V5RecordIsItsTemplate) {
  EXPECT_EQ(shortest_record({kNetflow5Fields.begin(), kNetflow5Fields.end()}), kNetflow5RecordSize);
}

TEST(Elements, AreNamedAsInTheRegistry) {
  EXPECT_EQ(element_name(0, 1), "octetDeltaCount");
  EXPECT_EQ(element_name(0, 27), "sourceIPv6Address");
  EXPECT_EQ(element_name(0, 293), "subTemplateMultiList");
  EXPECT_EQ(element_name(0, 494), "srhSegmentIPv6");
  EXPECT_EQ(element_name(0, 65), "");
  EXPECT_EQ(element_name(99, 1), "");
  const Element* sni = find_element(8057, 808);
  ASSERT_NE(sni, nullptr);
  EXPECT_EQ(sni->role, ElementRole::server_name);
  EXPECT_EQ(sni->type, ElementType::string);
}

}  // namespace
}  // namespace sixscope::wire
