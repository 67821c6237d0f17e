#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "registry/sql_connection.h"

namespace sixscope::tests {

/// Hands everything to another database, and calls `before` ahead of each statement, the beginning
/// and the end of a transaction among them: the place to count, or to die.
class CountingDatabase final : public registry::SqlDatabase {
 public:
  CountingDatabase(registry::SqlDatabase& database, std::function<void()> before)
      : database_(database), before_(std::move(before)) {}

  Result<std::unique_ptr<registry::SqlConnection>> connect() override {
    auto connection = database_.connect();
    if (!connection) {
      return connection;
    }
    return std::unique_ptr<registry::SqlConnection>(
        std::make_unique<Connection>(std::move(*connection), before_));
  }

 private:
  class Connection final : public registry::SqlConnection {
   public:
    Connection(std::unique_ptr<registry::SqlConnection> connection,
               const std::function<void()>& before)
        : connection_(std::move(connection)), before_(before) {}
    Result<std::vector<registry::SqlRow>> run(
        std::string_view sql, std::span<const registry::SqlValue> parameters) override {
      before_();
      return connection_->run(sql, parameters);
    }
    Result<void> each(std::string_view sql, std::span<const registry::SqlValue> parameters,
                      const std::function<bool(const registry::SqlRow&)>& take) override {
      before_();
      return connection_->each(sql, parameters, take);
    }
    Result<void> begin() override {
      before_();
      return connection_->begin();
    }
    Result<void> commit() override {
      before_();
      return connection_->commit();
    }
    void roll_back() override { connection_->roll_back(); }

   private:
    std::unique_ptr<registry::SqlConnection> connection_;
    const std::function<void()>& before_;
  };

  registry::SqlDatabase& database_;
  std::function<void()> before_;
};

}  // namespace sixscope::tests
