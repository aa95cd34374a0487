package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.testkit.TinyClip;

class ClipConfigTest {
  private static final ClipConfig VIT_B_32 =
      new ClipConfig(
          new ClipConfig.Vision(
              new TowerConfig(768, 3072, 12, 12, HiddenActivation.QUICK_GELU, 1e-5), 224, 32),
          new ClipConfig.Text(
              new TowerConfig(512, 2048, 8, 12, HiddenActivation.QUICK_GELU, 1e-5),
              49408,
              77,
              49406,
              49407),
          512,
          2.6592);

  @TempDir Path folder;

  @Test
  void read_noKeys_isOpenAisVitB32() throws IOException {
    assertThat(read("{}")).isEqualTo(VIT_B_32);
  }

  @Test
  void read_everyKey_isTaken() throws IOException {
    String json =
        """
        {"model_type": "clip", "projection_dim": 6, "logit_scale_init_value": 2.5,
         "text_config": {"hidden_size": 12, "intermediate_size": 24, "num_attention_heads": 3,
           "num_hidden_layers": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-6, "vocab_size": 99,
           "max_position_embeddings": 20, "bos_token_id": 7, "eos_token_id": 8},
         "vision_config": {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2,
           "num_hidden_layers": 3, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-4,
           "image_size": 8, "patch_size": 4, "num_channels": 3}}
        """;
    assertThat(read(json))
        .isEqualTo(
            new ClipConfig(
                new ClipConfig.Vision(
                    new TowerConfig(16, 32, 2, 3, HiddenActivation.QUICK_GELU, 1e-4), 8, 4),
                new ClipConfig.Text(
                    new TowerConfig(12, 24, 3, 2, HiddenActivation.GELU, 1e-6), 99, 20, 7, 8),
                6,
                2.5));
  }

  @Test
  void read_legacyTokenIds_areTheVocabularysLastTwo() throws IOException {
    ClipConfig config = read("{\"text_config\": {\"bos_token_id\": 0, \"eos_token_id\": 2}}");
    assertThat(config).isEqualTo(VIT_B_32);
  }

  @Test
  void read_secondTextConfig_counts() throws IOException {
    ClipConfig config =
        read(
            "{\"text_config\": {\"hidden_size\": 8, \"num_attention_heads\": 2},"
                + " \"text_config_dict\": {\"hidden_size\": 16}, \"vision_config_dict\": null}");
    assertThat(config.text().tower().width()).isEqualTo(16);
    assertThat(config.text().tower().heads()).isEqualTo(2);
  }

  @Test
  void write_thenRead_isTheSame() throws IOException {
    TinyClip.CONFIG.write(folder);
    assertThat(ClipConfig.read(folder)).isEqualTo(TinyClip.CONFIG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'model_type':'siglip'}; 'model_type' is \"siglip\", expected clip",
        "{'projection_dim':0}; 'projection_dim' is 0, expected an integer from 1",
        "{'projection_dim':2.5}; 'projection_dim' is 2.5",
        "{'text_config':5}; 'text_config' is 5, expected an object",
        "{'text_config':{'hidden_act':'relu'}}; 'text_config.hidden_act' is \"relu\", expected"
            + " quick_gelu or gelu",
        "{'text_config':{'num_attention_heads':7}}; 'text_config.num_attention_heads' is 7",
        "{'text_config':{'eos_token_id':49408}}; 'text_config.eos_token_id' is 49408",
        "{'vision_config':{'num_channels':1}}; 'vision_config.num_channels' is 1",
        "{'vision_config':{'patch_size':13}}; 'vision_config.patch_size' is 13, expected a divisor",
        "{'vision_config':{'hidden_size':4294967296}}; 'vision_config.hidden_size' is 4294967296",
        "{'vision_config':{'layer_norm_eps':-1}}; 'vision_config.layer_norm_eps' is -1",
        "{'vision_config':; config.json: cannot be read",
        "[1]; config.json: not a JSON object",
      })
  void read_badKey_namesFileAndKey(String json, String message) {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> read(json.replace('\'', '"')));
    assertThat(e).hasMessageThat().startsWith(folder.resolve("config.json").toString());
    assertThat(e).hasMessageThat().contains(message);
    assertThat(e).hasMessageThat().doesNotContain("\n");
  }

  @Test
  void read_noFile_namesIt() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> ClipConfig.read(folder.resolve("absent")));
    assertThat(e).hasMessageThat().endsWith("config.json: no such file");
  }

  private ClipConfig read(String json) throws IOException {
    Files.writeString(folder.resolve(ClipConfig.FILE), json);
    return ClipConfig.read(folder);
  }
}
