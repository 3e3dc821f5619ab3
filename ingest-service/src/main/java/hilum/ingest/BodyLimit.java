package hilum.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.ingest.fhir.FhirAnswers;
import hilum.ingest.fhir.Outcome;
import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.transport.http.Problem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a request that announces a body over the limit with problem details, before any of it is
 * read. A body without announced length is cut off by the server at the same limit.
 */
@Singleton
class BodyLimit {
    /** Ahead of the server's own limit, which answers without a body. */
    private static final int BEFORE_THE_SERVER = 1_000;

    private final long limit;
    private final ObjectMapper json;
    private final IntakeMetrics metrics;

    BodyLimit(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
            ObjectMapper json,
            IntakeMetrics metrics) {
        this.limit = limit.asLongValue();
        this.json = json;
        this.metrics = metrics;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_THE_SERVER);
    }

    private void check(RoutingContext request) {
        if (announced(request) <= limit) {
            request.next();
            return;
        }
        Problem problem = Reception.tooLarge("The body", limit).problem();
        boolean fhir = FhirAnswers.isHere(request.normalizedPath());
        Sender sender = Sender.unknown(fhir ? Door.FHIR : Door.HTTP);
        metrics.received(sender);
        metrics.refused(sender, problem);
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, fhir ? Outcome.MEDIA_TYPE : Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(text(fhir ? Outcome.refused(problem) : problem))
                .onComplete(sent -> request.request().connection().close());
    }

    private static long announced(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the server itself refuses such a header
        }
    }

    private String text(Object problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is always JSON", e);
        }
    }
}
