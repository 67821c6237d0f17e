#include "http/problem.h"

namespace sixscope::http {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

Response problem(const Problem& problem) {
  JsonWriter out;
  out.begin_object()
      .member("type", "about:blank")
      .member("title", reason(problem.status))
      .member("status", problem.status)
      .member("detail", problem.detail);
  out.key("errors").begin_array();
  for (const ParameterFault& fault : problem.errors) {
    out.begin_object();
    out.member("parameter", fault.parameter).member("detail", fault.detail).end_object();
  }
  out.end_array();
  if (problem.more) {
    problem.more(out);
  }
  out.end_object();
  Response response{.status = problem.status, .content_type = "application/problem+json"};
  response.body = out.take() + "\n";
  return response;
}

Response refused(Faults faults) {
  std::string detail = "the question cannot be answered:";
  for (const ParameterFault& fault : faults) {
    detail += " " + fault.parameter + ": " + fault.detail + ";";
  }
  detail.back() = '.';
  return problem({.status = 400, .detail = std::move(detail), .errors = std::move(faults)});
}

Response problem(const Error& error) {
  switch (error.code) {
    case Errc::truncated:
    case Errc::malformed:
    case Errc::out_of_range:
      return problem({.status = 400, .detail = describe(error)});
    case Errc::not_found:
      return problem({.status = 404, .detail = describe(error)});
    case Errc::conflict:
      return problem({.status = 409, .detail = describe(error)});
    case Errc::forbidden:
      return problem({.status = 403, .detail = describe(error)});
    case Errc::unauthenticated: {
      Response response = problem({.status = 401, .detail = describe(error)});
      response.headers.set("WWW-Authenticate", "Bearer");
      return response;
    }
    case Errc::unavailable:
      break;
  }
  Response response = problem({.status = 503, .detail = describe(error)});
  response.headers.set("Retry-After", "2");
  return response;
}

}  // namespace sixscope::http
