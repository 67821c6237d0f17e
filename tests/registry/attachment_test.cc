#include "registry/sql_attachment_store.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::Attachment;
using registry::AttachmentId;
using testing::ElementsAre;
using testing::HasSubstr;

class RegistryAttachments : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (store_ == nullptr) {
      return;
    }
    attachments_ = std::make_unique<registry::SqlAttachmentStore>(*database_);
    ours_ = create(device("gz", 1));
    theirs_ = create(device("nn", 2, "450100", "china_telecom"));
    model_ = create({{"name", std::string("m1")}}, kNow, "model");
  }
  static Attachment scan(ObjectId object, const std::string& name = "scan.pdf") {
    return {.id = {},
            .object = object,
            .name = name,
            .media_type = "application/pdf",
            .bytes = 9,
            .sha256 = "00ff",
            .at = month(3),
            .who = "gd",
            .note = "approval"};
  }
  std::vector<std::string> names(ObjectId object, bool with_removed = false) {
    const auto listed = attachments_->list(object, with_removed, all_);
    EXPECT_TRUE(listed) << describe(listed.error());
    std::vector<std::string> found;
    for (const Attachment& one : listed.value_or(std::vector<Attachment>{})) {
      found.push_back(one.name);
    }
    return found;
  }

  std::unique_ptr<registry::SqlAttachmentStore> attachments_;
  ObjectId ours_;
  ObjectId theirs_;
  ObjectId model_;
  Scope guangdong_{
      .account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  const Attachment::Removal off_{.at = month(4), .who = "gd", .reason = "wrong page"};
};

TEST_P(RegistryAttachments, AreListedUntilTheyAreTakenOff) {
  const auto first = attachments_->add(scan(ours_), 9, guangdong_);
  ASSERT_TRUE(first) << describe(first.error());
  ASSERT_TRUE(attachments_->add(scan(ours_, "plan.png"), 9, guangdong_));
  ASSERT_TRUE(attachments_->add(scan(theirs_, "theirs.pdf"), 9, all_));
  EXPECT_THAT(names(ours_), ElementsAre("scan.pdf", "plan.png"));
  const auto kept = attachments_->read(*first, guangdong_);
  ASSERT_TRUE(kept) << describe(kept.error());
  EXPECT_EQ(kept->object, ours_);
  EXPECT_EQ(kept->media_type, "application/pdf");
  EXPECT_EQ(kept->bytes, 9U);
  EXPECT_EQ(kept->sha256, "00ff");
  EXPECT_EQ(kept->at, month(3));
  EXPECT_EQ(kept->who, "gd");
  EXPECT_EQ(kept->note, "approval");
  EXPECT_FALSE(kept->removed);

  ASSERT_TRUE(attachments_->remove(*first, off_, guangdong_));
  EXPECT_THAT(names(ours_), ElementsAre("plan.png"));
  EXPECT_THAT(names(ours_, true), ElementsAre("scan.pdf", "plan.png"));
  const auto gone = attachments_->read(*first, guangdong_);
  ASSERT_TRUE(gone && gone->removed);
  EXPECT_EQ(gone->removed->who, "gd");
  EXPECT_EQ(gone->removed->reason, "wrong page");
  EXPECT_EQ(gone->removed->at, month(4));
  EXPECT_EQ(code(attachments_->remove(*first, off_, guangdong_)), Errc::not_found);
}

TEST_P(RegistryAttachments, AreBoundedByNumber) {
  ASSERT_TRUE(attachments_->add(scan(ours_), 1, all_));
  const auto more = attachments_->add(scan(ours_), 1, all_);
  EXPECT_EQ(code(more), Errc::out_of_range);
  EXPECT_THAT(describe(more.error()), HasSubstr("at most 1"));
  ASSERT_TRUE(attachments_->remove(AttachmentId(1), off_, all_));
  EXPECT_TRUE(attachments_->add(scan(ours_), 1, all_)) << "there is room again";
}

TEST_P(RegistryAttachments, AreSeenAndChangedWithTheirObject) {
  const auto id = attachments_->add(scan(theirs_), 9, all_).value();
  EXPECT_EQ(code(attachments_->list(theirs_, false, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->read(id, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->remove(id, off_, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->add(scan(theirs_), 9, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->may_attach(theirs_, 9, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->may_attach(ObjectId(99), 9, all_)), Errc::not_found);
  EXPECT_EQ(code(attachments_->add(scan(model_), 9, guangdong_)), Errc::forbidden)
      << "everybody's to see, not to change";
  EXPECT_TRUE(attachments_->list(model_, false, guangdong_));
  EXPECT_TRUE(attachments_->may_attach(ours_, 9, guangdong_));

  Scope reader = guangdong_;
  reader.may_write = false;
  const auto mine = attachments_->add(scan(ours_), 9, guangdong_).value();
  EXPECT_TRUE(attachments_->read(mine, reader));
  EXPECT_EQ(code(attachments_->add(scan(ours_), 9, reader)), Errc::forbidden);
  EXPECT_EQ(code(attachments_->remove(mine, off_, reader)), Errc::forbidden);
  // It moves out of sight with its object.
  set(ours_, {{"region", std::string("450100")}});
  EXPECT_EQ(code(attachments_->read(mine, guangdong_)), Errc::not_found);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryAttachments,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
