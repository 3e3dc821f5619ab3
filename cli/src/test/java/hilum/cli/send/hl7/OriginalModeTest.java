package hilum.cli.send.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalModeTest {
    private static final String REST = "\rPID|1||7|||||||||||||||NE\rOBX|1|TX|||Pleuraergu\u00df";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5|||NE|NE; MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5||||",
                "MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5|||AL|AL|US|8859/1; MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5|||||US|8859/1",
                "MSH#^~\\&#A#B#C#D#2024##ORU^R01#1#P#2.5###AL; MSH#^~\\&#A#B#C#D#2024##ORU^R01#1#P#2.5###",
                "MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5; MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5",
                "MSH; MSH"
            })
    void oneAnswerIsAskedForAndNothingElseIsChanged(String header, String asked) {
        assertThat(OriginalMode.of((header + REST).getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo((asked + REST).getBytes(StandardCharsets.ISO_8859_1));
    }
}
