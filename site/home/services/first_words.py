"""What the pages of a new library say until its editors rewrite them."""

from typing import Any

Words = dict[str, dict[str, Any]]

BRANDS: Words = {
    "en": {"title": "Brands"},
    "zh-hans": {"title": "品牌"},
}

ABOUT: Words = {
    "en": {
        "title": "About us",
        "introduction": (
            "One library in many places: reading, learning and meeting, close to home "
            "and free for everyone."
        ),
        "story": [
            (
                "prose",
                "<p>The libraries, reading rooms and mobile stops of this city hold their events "
                "together. On this site you find all of them: by day, by place, by age. Most need "
                "no more than a name; some need nothing at all.</p>",
            ),
            ("heading", "How it works"),
            (
                "prose",
                "<ol><li>Find an event and sign up: yourself, your children, your parents.</li>"
                "<li>You get a ticket with a code. Keep it on your phone or print it.</li>"
                "<li>Show the code at the door. If you cannot come, cancel with one tap, and "
                "whoever waits first moves up.</li></ol>",
            ),
            (
                "question",
                {
                    "question": "Do I need an account?",
                    "answer": "<p>No. A name and an e-mail address or phone number are enough. "
                    "With an account you sign up your whole family at once.</p>",
                },
            ),
            (
                "question",
                {
                    "question": "What does it cost?",
                    "answer": "<p>Nothing. Events of the library are free.</p>",
                },
            ),
            (
                "question",
                {
                    "question": "The event is full. What now?",
                    "answer": "<p>Join the waiting list: we tell you your position, and write "
                    "to you as soon as there is room for your whole party.</p>",
                },
            ),
        ],
    },
    "zh-hans": {
        "title": "关于我们",
        "introduction": "一座图书馆，许多个服务点：在家门口读书、学习、相聚，对所有人免费。",
        "story": [
            (
                "prose",
                "<p>本市的图书馆、阅书房和流动服务点一起举办活动，全部汇集在这里，"
                "可以按日期、按地点、按年龄查找。多数活动只需留一个名字，有的什么都不用。</p>",
            ),
            ("heading", "怎样参加"),
            (
                "prose",
                "<ol><li>找到活动并报名：自己、孩子、老人都可以。</li>"
                "<li>您会收到带二维码的入场码，存在手机里或打印出来都行。</li>"
                "<li>到场出示入场码。来不了时请点一下取消，候补的读者就能递补。</li></ol>",
            ),
            (
                "question",
                {
                    "question": "必须注册账号吗？",
                    "answer": "<p>不必。留下名字和邮箱或手机号即可。有账号可以一次为全家报名。</p>",
                },
            ),
            (
                "question",
                {
                    "question": "要收费吗？",
                    "answer": "<p>不收费。图书馆的活动都是免费的。</p>",
                },
            ),
            (
                "question",
                {
                    "question": "名额满了怎么办？",
                    "answer": "<p>可以加入候补，我们会告诉您排在第几位；"
                    "一有足够全家的名额，我们马上通知您。</p>",
                },
            ),
        ],
    },
}

ACCESSIBILITY: Words = {
    "en": {
        "title": "Accessibility",
        "introduction": "This site and our events are meant for everyone. Tell us where they fail.",
        "story": [
            ("heading", "The site"),
            (
                "prose",
                "<p>The pages are built to level AA of the Web Content Accessibility Guidelines "
                "2.2.</p><ul><li>Everything can be done with a keyboard and with a screen "
                "reader.</li><li>Text can be enlarged to four times its size without anything "
                "getting lost.</li><li>The pages follow your system: dark colours, more contrast, "
                "less motion.</li><li>Every form works without JavaScript.</li></ul>",
            ),
            ("heading", "The events"),
            (
                "prose",
                "<p>Each event says which help it offers: step-free access, a sign language "
                "interpreter, audio description, a hearing loop, large type, or a free place for "
                "a companion. The page of each library tells how to get in.</p>",
            ),
            ("heading", "Something does not work?"),
            (
                "prose",
                "<p>Tell the staff of any library, or write to the library that holds the event: "
                "you find its telephone number and address on its page. We answer and repair.</p>",
            ),
        ],
    },
    "zh-hans": {
        "title": "无障碍",
        "introduction": "本网站和我们的活动面向每一个人。哪里不方便，请告诉我们。",
        "story": [
            ("heading", "网站"),
            (
                "prose",
                "<p>页面按照《Web 内容无障碍指南》（WCAG）2.2 的 AA 级建设。</p>"
                "<ul><li>只用键盘或读屏软件也能完成所有操作。</li>"
                "<li>文字放大到四倍，内容不会丢失。</li>"
                "<li>页面跟随系统设置：深色模式、更高对比度、减少动效。</li>"
                "<li>关闭 JavaScript，所有表单照样能用。</li></ul>",
            ),
            ("heading", "活动"),
            (
                "prose",
                "<p>每场活动都写明提供哪些帮助：无台阶通道、手语翻译、口述影像、助听感应线圈、"
                "大字材料、陪同人员免费名额。每个服务网点的页面都说明怎样进馆。</p>",
            ),
            ("heading", "遇到困难？"),
            (
                "prose",
                "<p>请告诉任何一个服务网点的工作人员，或联系举办活动的网点，"
                "电话和地址就在该网点的页面上。我们会答复并改进。</p>",
            ),
        ],
    },
}

PRIVACY: Words = {
    "en": {
        "title": "Privacy",
        "introduction": "We keep little, say what for, and tell nobody else.",
        "story": [
            ("heading", "What we keep"),
            (
                "prose",
                "<ul><li>When you sign up for an event: the names you give and one contact, so "
                "that we can reach you if something changes.</li>"
                "<li>Of children: a nickname and the month of birth. Never more than an event "
                "needs.</li><li>Whether you came, because the library has to count its visitors."
                "</li></ul>",
            ),
            ("heading", "What we do not do"),
            (
                "prose",
                "<p>No advertising, no tracking, no request to any other company's computer: "
                "every file of this site comes from the library. Cookies serve signing in and "
                "sending forms safely, nothing else.</p>",
            ),
            ("heading", "Your rights"),
            (
                "prose",
                "<p>Photographs are taken and works are shown only with your consent, given for "
                "each purpose and withdrawn whenever you like. You may see what we keep about "
                "you, take it with you, and have it erased.</p>",
            ),
        ],
    },
    "zh-hans": {
        "title": "隐私",
        "introduction": "我们只留必要的信息，说明用途，不给别人。",
        "story": [
            ("heading", "我们保存什么"),
            (
                "prose",
                "<ul><li>报名时您填写的名字和一个联系方式，有变动时好通知您。</li>"
                "<li>孩子只记昵称和出生年月，绝不多要。</li>"
                "<li>您是否到场，因为图书馆需要统计人次。</li></ul>",
            ),
            ("heading", "我们不做什么"),
            (
                "prose",
                "<p>没有广告，没有跟踪，不向任何其他公司的服务器发出请求：本站的每个文件都来自"
                "图书馆。Cookie 只用于登录和安全提交表单。</p>",
            ),
            ("heading", "您的权利"),
            (
                "prose",
                "<p>拍照、展示作品都须您逐项同意，并可随时撤回。"
                "您可以查看、导出我们保存的关于您的信息，也可以要求删除。</p>",
            ),
        ],
    },
}

PLAIN_PAGES: dict[str, Words] = {
    "about": ABOUT,
    "accessibility": ACCESSIBILITY,
    "privacy": PRIVACY,
}
