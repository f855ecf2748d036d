"""The emoji people write by name; an unknown name stays as it was written."""

from __future__ import annotations

import re

NAMES: dict[str, str] = dict(
    pair.split("=")
    for pair in (
        "smile=😄 smiley=😃 grinning=😀 slightly_smiling_face=🙂 blush=😊 wink=😉 joy=😂 sweat_smile=😅 "
        "thinking_face=🤔 neutral_face=😐 cry=😢 sob=😭 scream=😱 sunglasses=😎 heart_eyes=😍 wave=👋 "
        "raised_hands=🙌 clap=👏 pray=🙏 muscle=💪 ok_hand=👌 +1=👍 thumbsup=👍 -1=👎 thumbsdown=👎 "
        "point_right=👉 point_left=👈 point_up=☝️ point_down=👇 eyes=👀 heart=❤️ broken_heart=💔 "
        "fire=🔥 star=⭐ star2=🌟 sparkles=✨ zap=⚡ boom=💥 tada=🎉 rocket=🚀 trophy=🏆 medal=🏅 "
        "white_check_mark=✅ heavy_check_mark=✔️ ballot_box_with_check=☑️ x=❌ no_entry=⛔ no_entry_sign=🚫 "
        "warning=⚠️ rotating_light=🚨 exclamation=❗ question=❓ information_source=ℹ️ bulb=💡 "
        "red_circle=🔴 large_orange_circle=🟠 large_yellow_circle=🟡 large_green_circle=🟢 "
        "large_blue_circle=🔵 white_circle=⚪ black_circle=⚫ large_green_square=🟩 large_yellow_square=🟨 "
        "large_orange_square=🟧 large_red_square=🟥 large_blue_square=🟦 white_large_square=⬜ "
        "chart_with_upwards_trend=📈 chart_with_downwards_trend=📉 bar_chart=📊 moneybag=💰 money_with_wings=💸 "
        "dollar=💵 euro=💶 pound=💷 credit_card=💳 receipt=🧾 abacus=🧮 scales=⚖️ balance_scale=⚖️ handshake=🤝 "
        "calendar=📅 date=📅 spiral_calendar_pad=🗓️ clock1=🕐 hourglass=⌛ hourglass_flowing_sand=⏳ "
        "stopwatch=⏱️ alarm_clock=⏰ bell=🔔 no_bell=🔕 mega=📣 loudspeaker=📢 speech_balloon=💬 "
        "thought_balloon=💭 envelope=✉️ email=📧 inbox_tray=📥 outbox_tray=📤 package=📦 paperclip=📎 "
        "pushpin=📌 round_pushpin=📍 memo=📝 pencil=✏️ pencil2=✏️ book=📖 books=📚 bookmark=🔖 label=🏷️ "
        "link=🔗 lock=🔒 unlock=🔓 key=🔑 mag=🔍 mag_right=🔎 gear=⚙️ wrench=🔧 hammer=🔨 toolbox=🧰 "
        "test_tube=🧪 dart=🎯 checkered_flag=🏁 seedling=🌱 deciduous_tree=🌳 sunny=☀️ cloud=☁️ umbrella=☔ "
        "snowflake=❄️ coffee=☕ pizza=🍕 cake=🍰 house=🏠 office=🏢 factory=🏭 car=🚗 airplane=✈️ "
        "computer=💻 phone=☎️ iphone=📱 robot_face=🤖 ghost=👻 bust_in_silhouette=👤 busts_in_silhouette=👥 "
        "arrow_right=➡️ arrow_left=⬅️ arrow_up=⬆️ arrow_down=⬇️ arrow_upper_right=↗️ arrow_lower_right=↘️ "
        "arrows_counterclockwise=🔄 repeat=🔁 leftwards_arrow_with_hook=↩️ heavy_plus_sign=➕ "
        "heavy_minus_sign=➖ heavy_multiplication_x=✖️ heavy_division_sign=➗ infinity=♾️ 100=💯 "
        "one=1️⃣ two=2️⃣ three=3️⃣ four=4️⃣ five=5️⃣ flag-it=🇮🇹 it=🇮🇹 flag-us=🇺🇸 us=🇺🇸 flag-gb=🇬🇧 gb=🇬🇧 "
        "graduation_cap=🎓 mortar_board=🎓 lifebuoy=🛟 broom=🧹 wastebasket=🗑️ floppy_disk=💾 crystal_ball=🔮"
    ).split()
)


def emojize(text: str) -> str:
    """Names in colons become emoji.

    >>> emojize("done :white_check_mark: :nothing_like_it: 10:30:00")
    'done ✅ :nothing_like_it: 10:30:00'
    """
    return re.sub(r":([a-z0-9_+'-]+):", lambda m: NAMES.get(m.group(1), m.group()), text)
