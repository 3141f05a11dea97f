"""News pages as sites serve them, with invented text: menus, scripts, related stories, comments round an article."""

from __future__ import annotations

import json
import random

SECTIONS = ("News", "Politics", "Courts", "Schools", "Sports", "Weather", "Business", "Opinion", "Obituaries")
PAGES = 20

# What stands in an article, with invented people and bodies; {n} is a number.
SENTENCES = (
    "Sheriff Olga Brandt said on Monday that the county jail holds about {n} people on a usual night.",
    "“We follow the law as it is written,” Brandt told the Harbor Ledger, “and nobody has asked us for more.”",
    "The board of Linden County, Illinois, met for the third time this year to hear from people who live there.",
    "Mayor Ines Calloway disagreed, saying that the city would keep its ordinance until a court decides.",
    "The Department of Public Order plans to hire {n} officers by the end of next year, it announced on Friday.",
    "“Our deputies are not federal agents,” Calloway said at the hall. “They answer to the people of this city.”",
    "Nearly {n} percent of those asked in the survey had never heard of the rule before the hearing began.",
    "A spokesperson for the department declined to say how the money would be spent or who had asked for it.",
    "Residents waited in a line that reached the parking lot, and some left before their names were called.",
    "According to the Prairie Wire, the agency had sent {n} letters to counties in Illinois and Wisconsin.",
    "The clerk read the proposal aloud, which took most of an hour, and the chair then opened the floor.",
    "Councilman Dale Rusk, who voted against it in May, called the plan “a solution that is looking for a problem.”",
    "The hall was built in 1931 and seats {n}; the overflow watched on a screen in the library across the street.",
    "She added that the office had answered each of the {n} requests it received since January within a day.",
    "It was not clear on Tuesday whether the change would need the consent of the state’s attorney general.",
    "“I have lived here for {n} years and I have never seen a room this full,” said a woman who gave no name.",
    "The vote is expected on April {day}, after which the rule would take effect within thirty days.",
    "Advocates and officers who spoke agreed on one thing only: that the meeting had gone on for too long.",
)


def news_pages(*, seed: int = 1) -> list[str]:
    """Pages of differing size, from some 20 to some 250 kB; the same for the same seed."""
    rng = random.Random(seed)
    return [_page(rng, number) for number in range(PAGES)]


def _page(rng: random.Random, number: int) -> str:
    # From a short notice to a long report.
    paragraphs = [" ".join(_sentence(rng) for _ in range(rng.randrange(1, 4))) for _ in range(8 + 2 * number)]
    title = f"Council hears sheriff on report {number}"
    stated = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2025-03-{number + 1:02}T08:00:00-05:00",
        "author": [{"@type": "Person", "name": "Pat Nyquist"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Lakefront Courier"},
        "mainEntityOfPage": f"https://www.lakefrontcourier.example/2025/03/{number}",
    }
    body = "".join(_paragraph(rng, text, at) for at, text in enumerate(paragraphs))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Lakefront Courier</title>
<link rel="canonical" href="https://www.lakefrontcourier.example/2025/03/{number}">
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Lakefront Courier">
<meta name="author" content="Pat Nyquist"><meta property="article:published_time" content="{stated["datePublished"]}">
<script type="application/ld+json">{json.dumps(stated)}</script>
{_scripts(rng, 6 + number)}<style>{_style(rng, 60)}</style></head>
<body class="story"><a class="skip" href="#main">Skip to content</a>
<header class="site-header"><div class="logo"><a href="/">Lakefront Courier</a></div>{_menu(rng)}</header>
<div class="banner ad" data-slot="top"><div id="ad-{number}"></div></div>
<main id="main"><article class="story"><header><h1>{title}</h1>
<div class="meta"><span class="byline">By <a href="/staff/nyquist">Pat Nyquist</a></span>
<time datetime="{stated["datePublished"]}">March {number + 1}, 2025</time></div>{_share()}</header>
<figure><img src="/photos/{number}.jpg" alt="" srcset="/photos/{number}-2.jpg 2x"><figcaption>The hall on Monday. (Staff photo)
</figcaption></figure><div class="article-body">{body}</div>
<footer class="tags"><ul>{"".join(f'<li><a href="/tag/{n}">Tag {n}</a></li>' for n in range(6))}</ul></footer></article>
{_related(rng, "Related stories", 8 + number)}{_related(rng, "More in News", 20)}</main>
<aside class="sidebar">{_related(rng, "Most read", 10)}{_related(rng, "Around the county", 12)}<div class="newsletter"><form><label>Morning letter<input name="mail"></label>
<button>Sign up</button></form></div></aside>
{_comments(rng, 2 * number)}
<footer class="site-footer">{_menu(rng)}<p>Copyright 2025 Lakefront Courier. All rights reserved.</p></footer>
{_scripts(rng, 4)}</body></html>"""


def _paragraph(rng: random.Random, text: str, at: int) -> str:
    words = text.split()
    if len(words) > 12 and at % 3 == 1:
        cut = rng.randrange(4, len(words) - 6)
        linked = f'<a href="/2025/02/{rng.randrange(99)}">{" ".join(words[cut : cut + 3])}</a>'
        text = " ".join([*words[:cut], linked, *words[cut + 3 :]])
    between = (
        '<div class="ad-wrap"><div class="ad-label"></div><div class="ad-slot" data-ad="in"></div></div>'
        if at % 4 == 3
        else ""
    )
    return f"<p>{text}</p>\n{between}"


def _menu(rng: random.Random) -> str:
    items = "".join(
        f'<li class="nav-item"><a class="nav-link" href="/{name.lower()}/">{name}</a><ul class="sub">'
        + "".join(
            f'<li><a href="/{name.lower()}/{n}/">{name} {n}</a></li>' for n in range(rng.randrange(5, 14))
        )
        + "</ul></li>"
        for name in SECTIONS
    )
    return f'<nav aria-label="Sections"><ul class="nav">{items}</ul></nav>'


def _share() -> str:
    return (
        '<ul class="share">'
        + "".join(
            f'<li><a href="https://{name}.example/share" aria-label="Share"><svg viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg></a></li>'
            for name in ("one", "two", "three", "mail")
        )
        + "</ul>"
    )


def _related(rng: random.Random, title: str, count: int) -> str:
    cards = "".join(
        f'<div class="card" data-id="{n}"><div class="card-media"><a href="/2025/01/{n}" tabindex="-1"><picture><source '
        f'srcset="/thumb/{n}.webp"><img loading="lazy" src="/thumb/{n}.jpg" alt=""></picture></a></div>'
        f'<div class="card-text"><div class="kicker"><span>News</span></div><a href="/2025/01/{n}"><h3>Report {n}: '
        f'{" ".join(_sentence(rng).split()[:9])}</h3></a><div class="foot"><span class="time">{n} hours ago</span></div></div></div>'
        for n in range(count)
    )
    return f'<section class="related"><h2>{title}</h2><div class="cards">{cards}</div></section>'


def _comments(rng: random.Random, count: int) -> str:
    said = "".join(
        f'<li class="comment" id="c{n}"><div class="comment-author">Reader {n}</div><div class="comment-content">'
        f"<p>{_sentence(rng)}</p></div><a class=reply href=#c{n}>Reply</a></li>"
        for n in range(count)
    )
    return f'<section id="comments" class="comments"><h2>{count} comments</h2><ol>{said}</ol></section>'


def _sentence(rng: random.Random) -> str:
    return rng.choice(SENTENCES).format(n=rng.randrange(20, 900), day=rng.randrange(1, 31))


def _scripts(rng: random.Random, count: int) -> str:
    return "".join(
        "<script>window.dataLayer=window.dataLayer||[];"
        + "".join(f"function f{n}_{m}(a){{return a+{rng.randrange(10**9)}}};" for m in range(60))
        + "</script>\n"
        for n in range(count)
    )


def _style(rng: random.Random, count: int) -> str:
    return "".join(
        f".c{n}{{margin:{rng.randrange(40)}px;color:#{rng.randrange(16**6):06x}}}" for n in range(count)
    )
