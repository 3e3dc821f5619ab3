package hilum.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The HTTP side alone: the intake is the test's own, broker and registry answer to nobody. */
public final class WithoutBroker implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("hilum.ingest.hl7.port", "0"),
                Map.entry("hilum.artifacts", "target/test-artifacts"),
                Map.entry("hilum.pseudonym.key-file", "src/test/resources/pseudonym.key"),
                Map.entry("hilum.ingest.acknowledge-within", "1s"),
                Map.entry("hilum.state", "target/test-state"),
                Map.entry("kafka.bootstrap.servers", "127.0.0.1:1"),
                Map.entry("hilum.registry.url", "http://127.0.0.1:1/apis/registry/v3"),
                Map.entry("quarkus.kafka-streams.topics-timeout", "1S"),
                Map.entry("quarkus.log.category.\"org.apache.kafka\".level", "OFF"));
    }
}
