#include "adapters/snmp/snmp_session.h"

#include <net-snmp/net-snmp-config.h>
// Behind it: net-snmp's headers need what it defines.
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/net-snmp-includes.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "adapters/snmp/connected_socket.h"

namespace sixscope::adapters {
namespace {

using polling::Authentication;
using polling::Oid;
using polling::Privacy;
using polling::Variable;

// Once a process: the library keeps its users and settings in globals.
bool set_up_library() {
  netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  for (const int off : {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DONT_PERSIST_STATE,
                        NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES}) {
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, off, 1);
  }
  // Numbers only: no MIB file is looked for.
  netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_MIBDIRS, "/nonexistent");
  init_snmp("sixscope");
  return true;
}

struct Protocol {
  oid* identifier = nullptr;
  std::size_t size = 0;
};

Protocol protocol_of(Authentication authentication) {
  switch (authentication) {
    case Authentication::none:
      return {usmNoAuthProtocol, OID_LENGTH(usmNoAuthProtocol)};
    case Authentication::md5:
      return {usmHMACMD5AuthProtocol, OID_LENGTH(usmHMACMD5AuthProtocol)};
    case Authentication::sha:
      return {usmHMACSHA1AuthProtocol, OID_LENGTH(usmHMACSHA1AuthProtocol)};
    case Authentication::sha224:
      return {usmHMAC128SHA224AuthProtocol, OID_LENGTH(usmHMAC128SHA224AuthProtocol)};
    case Authentication::sha256:
      return {usmHMAC192SHA256AuthProtocol, OID_LENGTH(usmHMAC192SHA256AuthProtocol)};
    case Authentication::sha384:
      return {usmHMAC256SHA384AuthProtocol, OID_LENGTH(usmHMAC256SHA384AuthProtocol)};
    case Authentication::sha512:
      return {usmHMAC384SHA512AuthProtocol, OID_LENGTH(usmHMAC384SHA512AuthProtocol)};
  }
  return {};
}

// Null where the library was built without it.
Protocol protocol_of(Privacy privacy) {
  static constexpr std::array<int, polling::kPrivacyNames.size()> kTypes = {
      USM_CREATE_USER_PRIV_NONE,        USM_CREATE_USER_PRIV_DES,
      USM_CREATE_USER_PRIV_AES,         USM_CREATE_USER_PRIV_AES192,
      USM_CREATE_USER_PRIV_AES256,      USM_CREATE_USER_PRIV_AES192_CISCO,
      USM_CREATE_USER_PRIV_AES256_CISCO};
  Protocol protocol;
  protocol.identifier =
      sc_get_priv_oid(kTypes.at(static_cast<std::size_t>(privacy)), &protocol.size);
  return protocol;
}

Oid oid_of(const oid* parts, std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  for (std::size_t i = 0; i < count; ++i) {
    numbers[i] = static_cast<std::uint32_t>(parts[i]);
  }
  return Oid(std::move(numbers));
}

std::optional<Variable> value_of(const netsnmp_variable_list& variable) {
  switch (variable.type) {
    case ASN_INTEGER:
      return std::int64_t{*variable.val.integer};
    case ASN_COUNTER:
    case ASN_GAUGE:
    case ASN_TIMETICKS:
    case ASN_UINTEGER:
      return std::uint64_t{static_cast<std::uint32_t>(*variable.val.integer)};
    case ASN_COUNTER64:
      return std::uint64_t{variable.val.counter64->high} << 32U |
             std::uint64_t{variable.val.counter64->low};
    case ASN_OBJECT_ID:
      return oid_of(variable.val.objid, variable.val_len / sizeof(oid)).to_string();
    case ASN_OCTET_STR:
    case ASN_IPADDRESS:
    case ASN_OPAQUE:
      return std::string(reinterpret_cast<const char*>(variable.val.string), variable.val_len);
    default:
      return std::nullopt;  // noSuchObject, noSuchInstance, endOfMibView, and what we do not know.
  }
}

SnmpEvent event_of(const netsnmp_pdu& pdu) {
  SnmpEvent event;
  event.engine.assign(pdu.securityEngineID, pdu.securityEngineID + pdu.securityEngineIDLen);
  if (pdu.command == SNMP_MSG_REPORT) {
    event.kind = SnmpEvent::Kind::report;
    if (pdu.variables != nullptr) {
      event.report = oid_of(pdu.variables->name, pdu.variables->name_length);
    }
    return event;
  }
  event.answer.status = static_cast<int>(pdu.errstat);
  event.answer.error = pdu.errstat == SNMP_ERR_NOERROR  ? polling::AnswerError::none
                       : pdu.errstat == SNMP_ERR_TOOBIG ? polling::AnswerError::too_big
                                                        : polling::AnswerError::other;
  for (auto* one = pdu.variables; one != nullptr; one = one->next_variable) {
    event.answer.bindings.push_back({oid_of(one->name, one->name_length), value_of(*one)});
  }
  return event;
}

}  // namespace

struct SnmpSession::Inside {
  void* handle = nullptr;
  std::optional<SnmpEvent> event;
  bool garbage = false;
  std::string user;
  polling::EngineId engine;

  ~Inside() {
    if (handle != nullptr) {
      snmp_sess_close(handle);
    }
    forget_user();
  }

  // The library keeps keys of users for ever otherwise, and takes them for another's of that name.
  void forget_user() {
    if (!user.empty() && !engine.empty()) {
      if (usmUser* known = usm_get_user(engine.data(), engine.size(), user.c_str())) {
        // It gives the head of the list that is left, not what was removed.
        static_cast<void>(usm_remove_user(known));
        usm_free_user(known);
      }
    }
  }

  static int heard(int operation, netsnmp_session* /*session*/, int /*request*/, netsnmp_pdu* pdu,
                   void* magic) {
    auto& self = *static_cast<Inside*>(magic);
    if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE && pdu != nullptr) {
      self.event = event_of(*pdu);
    } else if (operation == NETSNMP_CALLBACK_OP_TIMED_OUT) {
      self.event = SnmpEvent{.kind = SnmpEvent::Kind::timed_out};
    } else if (operation == NETSNMP_CALLBACK_OP_SEND_FAILED) {
      self.event = SnmpEvent{.kind = SnmpEvent::Kind::failed, .what = "it could not be sent"};
    }
    return 1;
  }

  void send(netsnmp_pdu* pdu) {
    event.reset();
    if (pdu == nullptr) {
      event = SnmpEvent{.kind = SnmpEvent::Kind::failed, .what = "out of memory"};
      return;
    }
    if (snmp_sess_async_send(handle, pdu, &heard, this) != 0) {
      return;
    }
    snmp_free_pdu(pdu);
    int system = 0;
    int library = 0;
    char* words = nullptr;
    snmp_sess_error(handle, &system, &library, &words);
    event = SnmpEvent{.kind = library == SNMPERR_BAD_SENDTO ? SnmpEvent::Kind::unreachable
                                                            : SnmpEvent::Kind::failed,
                      .what = words == nullptr ? "" : words};
    SNMP_FREE(words);
  }
};

namespace {

std::string peer_of(const polling::PollTarget& target) {
  const std::string port = std::to_string(target.port);
  return target.address.is_v4() ? "udp:" + target.address.to_string() + ":" + port
                                : "udp6:[" + target.address.to_string() + "]:" + port;
}

// The passphrase as a key (RFC 3414 A.2), into the session; false where the library cannot.
bool set_key(const Protocol& authentication, const polling::Secret& secret, u_char* key,
             std::size_t& size) {
  const std::string& text = secret.text();
  return generate_Ku(authentication.identifier, static_cast<u_int>(authentication.size),
                     reinterpret_cast<const u_char*>(text.data()), text.size(), key,
                     &size) == SNMPERR_SUCCESS;
}

Result<void> set_user(netsnmp_session& session, const polling::Credential& credential,
                      polling::EngineId& engine) {
  session.securityName = const_cast<char*>(credential.user.c_str());
  session.securityNameLen = credential.user.size();
  session.securityEngineID = engine.data();
  session.securityEngineIDLen = engine.size();
  session.contextEngineID = engine.data();
  session.contextEngineIDLen = engine.size();
  session.contextName = const_cast<char*>(credential.context.c_str());
  session.contextNameLen = credential.context.size();
  const Protocol authentication = protocol_of(credential.authentication);
  const Protocol privacy = protocol_of(credential.privacy);
  if (authentication.identifier == nullptr || privacy.identifier == nullptr) {
    return fail(Errc::unavailable, "the SNMP library was built without this algorithm");
  }
  session.securityAuthProto = authentication.identifier;
  session.securityAuthProtoLen = authentication.size;
  session.securityPrivProto = privacy.identifier;
  session.securityPrivProtoLen = privacy.size;
  session.securityLevel = SNMP_SEC_LEVEL_NOAUTH;
  if (credential.authentication != Authentication::none) {
    session.securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
    session.securityAuthKeyLen = sizeof session.securityAuthKey;
    if (!set_key(authentication, credential.authentication_secret, session.securityAuthKey,
                 session.securityAuthKeyLen)) {
      return fail(Errc::malformed, "no key can be made from the authentication passphrase");
    }
  }
  if (credential.privacy != Privacy::none) {
    session.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    session.securityPrivKeyLen = sizeof session.securityPrivKey;
    if (!set_key(authentication, credential.privacy_secret, session.securityPrivKey,
                 session.securityPrivKeyLen)) {
      return fail(Errc::malformed, "no key can be made from the privacy passphrase");
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<SnmpSession>> SnmpSession::open(const polling::PollTarget& target,
                                                       const polling::EngineId& engine,
                                                       const SnmpPatience& patience) {
  static const bool ready = set_up_library();
  static_cast<void>(ready);
  netsnmp_session session;
  snmp_sess_init(&session);
  std::string peer = peer_of(target);
  session.peername = peer.data();
  session.timeout = std::chrono::duration_cast<std::chrono::microseconds>(patience.timeout).count();
  session.retries = patience.retries;
  auto inside = std::make_unique<Inside>();
  std::string community = target.credential.community.text();
  if (target.credential.version == polling::SnmpVersion::v2c) {
    session.version = SNMP_VERSION_2c;
    session.community = reinterpret_cast<u_char*>(community.data());
    session.community_len = community.size();
  } else {
    session.version = SNMP_VERSION_3;
    session.securityModel = SNMP_SEC_MODEL_USM;
    session.flags |= SNMP_FLAGS_DONT_PROBE;  // It would block.
    inside->user = target.credential.user;
    inside->engine = engine;
    if (const auto set = set_user(session, target.credential, inside->engine); !set) {
      return fail_like(set);
    }
  }
  inside->handle = snmp_sess_open(&session);
  polling::wipe(community);
  explicit_bzero(session.securityAuthKey, sizeof session.securityAuthKey);
  explicit_bzero(session.securityPrivKey, sizeof session.securityPrivKey);
  if (inside->handle == nullptr) {
    return fail_because(snmp_api_errstring(snmp_errno), Errc::unavailable,
                        "no socket to the device");
  }
  static_cast<void>(connect_socket(snmp_sess_transport(inside->handle)->sock, target.address,
                                   target.port));  // No way there: sending says so.
  return std::unique_ptr<SnmpSession>(new SnmpSession(std::move(inside)));
}

SnmpSession::SnmpSession(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
SnmpSession::~SnmpSession() = default;

void SnmpSession::send(const polling::Question& question) {
  netsnmp_pdu* const pdu = snmp_pdu_create(question.bulk ? SNMP_MSG_GETBULK : SNMP_MSG_GET);
  if (pdu != nullptr) {
    if (question.bulk) {
      pdu->non_repeaters = 0;
      pdu->max_repetitions = static_cast<long>(question.repetitions);
    }
    for (const Oid& one : question.oids) {
      const std::vector<oid> parts(one.parts().begin(), one.parts().end());
      snmp_add_null_var(pdu, parts.data(), parts.size());
    }
  }
  inside_->send(pdu);
}

int SnmpSession::socket() const { return snmp_sess_transport(inside_->handle)->sock; }

void SnmpSession::on_readable() {
  netsnmp_large_fd_set readable;
  const int socket_number = socket();
  netsnmp_large_fd_set_init(&readable, socket_number + 1);
  NETSNMP_LARGE_FD_SET(socket_number, &readable);
  const int wrong = snmp_sess_read2(inside_->handle, &readable);
  const int system_error = errno;
  netsnmp_large_fd_set_cleanup(&readable);
  if (wrong == 0 || inside_->event) {
    return;
  }
  int system = 0;
  int library = 0;
  snmp_sess_error(inside_->handle, &system, &library, nullptr);
  if (library == SNMPERR_BAD_RECVFROM) {
    if (system_error == ECONNREFUSED || system_error == EHOSTUNREACH ||
        system_error == ENETUNREACH) {
      inside_->event = SnmpEvent{.kind = SnmpEvent::Kind::unreachable};
    }
    return;
  }
  inside_->garbage = true;  // The library waits on: the true answer may still come.
}

void SnmpSession::on_tick() { snmp_sess_timeout(inside_->handle); }

std::optional<SnmpEvent> SnmpSession::take() { return std::exchange(inside_->event, std::nullopt); }

bool SnmpSession::heard_garbage() const { return inside_->garbage; }

}  // namespace sixscope::adapters
