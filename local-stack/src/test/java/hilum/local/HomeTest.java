package hilum.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir Path folder;

    @Test
    void theKeyIsDrawnOnceAndKept() throws IOException {
        Home home = new Home(folder);
        home.prepare(OptionalLong.empty());
        String first = Files.readString(home.pseudonymKey());

        home.prepare(OptionalLong.empty());

        assertThat(Files.readString(home.pseudonymKey())).isEqualTo(first).hasSize(64);
    }

    @Test
    void twoHomesOfOneSeedShareTheKeyAndOthersDoNot() throws IOException {
        assertThat(key("a", OptionalLong.of(7))).isEqualTo(key("b", OptionalLong.of(7)));
        assertThat(key("c", OptionalLong.of(8))).isNotEqualTo(key("d", OptionalLong.of(7)));
        assertThat(key("e", OptionalLong.empty())).isNotEqualTo(key("f", OptionalLong.empty()));
    }

    private String key(String name, OptionalLong seed) throws IOException {
        Home home = new Home(folder.resolve(name));
        home.prepare(seed);
        return Files.readString(home.pseudonymKey());
    }

    @Test
    void thePortsOfOneBaseAreAllDifferent() {
        Ports ports = new Ports(30_000);

        assertThat(
                        java.util.stream.IntStream.concat(
                                java.util.Arrays.stream(Service.values()).mapToInt(ports::of),
                                java.util.stream.IntStream.of(
                                        ports.supervisor(),
                                        ports.vectors(),
                                        ports.vectorsHttp(),
                                        ports.hl7(),
                                        ports.registry(),
                                        ports.registryManagement(),
                                        ports.broker(),
                                        ports.controller())))
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 30_000 && port < 30_094);
        assertThatThrownBy(() -> new Ports(65_500)).hasMessageContaining("65500");
    }
}
