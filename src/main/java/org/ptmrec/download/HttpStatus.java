package org.ptmrec.download;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/** What a status other than 200 means. */
final class HttpStatus {
  private HttpStatus() {}

  static FetchException failure(int status, @Nullable String retryAfter) {
    return new FetchException(reason(status), "HTTP status " + status, status, millis(retryAfter));
  }

  private static FetchFailureReason reason(int status) {
    if (status == 429) {
      return FetchFailureReason.HTTP_429;
    }
    if (status >= 500) {
      return FetchFailureReason.HTTP_5XX;
    }
    // Below 400: a part, nothing, or a redirect to nowhere.
    return status >= 400 ? FetchFailureReason.HTTP_4XX : FetchFailureReason.NOT_AN_IMAGE;
  }

  /** Seconds or a date, RFC 9110 §10.2.3; null if neither. */
  private static @Nullable Long millis(@Nullable String retryAfter) {
    if (retryAfter == null) {
      return null;
    }
    if (retryAfter.matches("[0-9]{1,9}")) {
      return 1000L * Integer.parseInt(retryAfter);
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Math.max(0, Duration.between(ZonedDateTime.now(date.getZone()), date).toMillis());
    } catch (DateTimeParseException e) {
      return null; // a server that writes nonsense is treated as one that wrote nothing
    }
  }
}
