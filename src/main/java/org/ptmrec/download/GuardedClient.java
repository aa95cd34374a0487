package org.ptmrec.download;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client of all downloads: connects to addresses that {@link AddressGuard} lets through,
 * keeps no cookies, and leaves redirects and retries to those who check each of them.
 */
final class GuardedClient {
  private static final int MOST_CONNECTIONS = 256;

  private GuardedClient() {}

  static HttpClientBuilder of(FetchSpec spec, AddressGuard guard) {
    return HttpClients.custom()
        .setConnectionManager(connections(spec, guard))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(timeout(spec.idleTimeout()))
                .setConnectionRequestTimeout(timeout(spec.timeout()))
                .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .setUserAgent(spec.userAgent());
  }

  private static PoolingHttpClientConnectionManager connections(
      FetchSpec spec, AddressGuard guard) {
    // Without these two a server may send headers for ever.
    Http1Config headers =
        Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(8192).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(guard)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(headers).build())
        .setMaxConnTotal(Math.max(MOST_CONNECTIONS, spec.concurrencyPerHost()))
        .setMaxConnPerRoute(spec.concurrencyPerHost())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(timeout(spec.connectTimeout()))
                .setSocketTimeout(timeout(spec.idleTimeout()))
                .build())
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(duration.toMillis());
  }
}
